// Runs inside a site's box: starts the site's server and connects the outside with the ports that it opens.
// usage: node supervisor.mjs SOCKET PLAN
// PLAN is JSON: { "setup": [[program, ...args], ...], "serve": [program, ...args], "ownNetwork": boolean }
// Without a network of its own, a site's ports are those that its processes listen on.
// Descriptor 3 carries lines of JSON. Out: {"listening":[ports]} at each change, {"refused":id}. In: {"connect":id,"port":n},
// answered by a connection to SOCKET that begins with the line "id" and goes on with the port's bytes.
import { spawn } from "node:child_process";
import { connect, Socket } from "node:net";
import { createInterface } from "node:readline";
import { listenersBelow, listenersOfNetwork } from "./listening-ports.mjs";

const [socketPath, planText] = process.argv.slice(2);
const plan = JSON.parse(planText);
const fastPollMs = 20;
const slowPollMs = 250;
const fastPollsFor = 60_000;

const control = new Socket({ fd: 3, readable: true, writable: true });
control.on("error", () => process.exit(1));
const listeningPorts = () => (plan.ownNetwork ? listenersOfNetwork() : listenersBelow(process.pid));
const say = (message) => control.write(`${JSON.stringify(message)}\n`);

createInterface({ input: control }).on("line", (line) => {
  const { connect: id, port } = JSON.parse(line);
  // a port of another program is not the site's, though it could be reached from here
  if (!plan.ownNetwork && !ports.includes(port) && !listeningPorts().includes(port))
    return say({ refused: id });
  reach(port, "127.0.0.1", (site) => {
    if (site) join(id, site);
    else reach(port, "::1", (other) => (other ? join(id, other) : say({ refused: id })));
  });
});

function reach(port, host, done) {
  const site = connect({ port, host, noDelay: true, allowHalfOpen: true });
  const failed = () => done(null);
  site.once("error", failed);
  site.once("connect", () => {
    site.off("error", failed);
    done(site);
  });
}

function join(id, site) {
  const outside = connect({ path: socketPath, allowHalfOpen: true });
  outside.write(`${id}\n`);
  for (const [from, to] of [
    [site, outside],
    [outside, site],
  ]) {
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroySoon());
    from.pipe(to);
  }
}

let ports = [];
let known = "[]";
const startedAt = performance.now();
function poll() {
  ports = listeningPorts();
  const found = JSON.stringify(ports);
  if (found !== known) {
    known = found;
    say({ listening: ports });
  }
  setTimeout(poll, performance.now() - startedAt < fastPollsFor ? fastPollMs : slowPollMs).unref();
}

function run([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.on("exit", (code, signal) => {
      if (signal) console.error(`ended by ${signal}`);
      resolve(code ?? 1);
    });
  });
}

for (const command of plan.setup) {
  const code = await run(command);
  if (code !== 0) process.exit(code);
}
poll();
process.exit(await run(plan.serve));
