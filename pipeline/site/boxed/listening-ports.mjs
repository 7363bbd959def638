// Which TCP ports are listened on: by anyone in this network, or by the processes below one.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const listenState = "0A";

/** @returns {number[]} listening ports of this network namespace, ascending */
export function listenersOfNetwork() {
  return ascending(listeners().map(({ port }) => port));
}

/**
 * @param {number} root process id
 * @returns {number[]} ports that processes below `root` listen on, ascending
 */
export function listenersBelow(root) {
  if (process.platform !== "linux") return listenersByLsof(root);
  const sockets = new Set(processesBelow(root, linuxParents()).flatMap(socketsOf));
  return ascending(
    listeners()
      .filter(({ inode }) => sockets.has(inode))
      .map(({ port }) => port),
  );
}

/** From the kernel's tables: "local address:port" is field 1, the state field 3, the socket's number field 9. */
function listeners() {
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((path) =>
    readFileSync(path, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === listenState)
      .map((fields) => ({ port: Number.parseInt(fields[1].split(":")[1], 16), inode: fields[9] })),
  );
}

function socketsOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? [];
      return inode ?? [];
    });
  } catch {
    // it ended or closed the file while we looked
    return [];
  }
}

function linuxParents() {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        return [[Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])]];
      } catch {
        // it ended while we looked
        return [];
      }
    });
}

/** lsof(8) prints "n*:5173" and the like for each listening socket of the processes named. */
function listenersByLsof(root) {
  const list = execFileSync("/bin/ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const pids = processesBelow(
    root,
    list.split("\n").map((line) => line.trim().split(/\s+/).map(Number)),
  );
  if (pids.length === 0) return [];
  try {
    const found = execFileSync("lsof", ["-nP", "-a", "-iTCP", "-sTCP:LISTEN", "-Fn", "-p", pids.join(",")], {
      encoding: "utf8",
    });
    return ascending(found.split("\n").flatMap((line) => Number(/^n.*:(\d+)$/.exec(line)?.[1]) || []));
  } catch {
    // lsof ends with 1 when none of them listens
    return [];
  }
}

function processesBelow(root, parents) {
  const found = [];
  for (const queue = [root]; queue.length > 0; ) {
    const above = queue.pop();
    const below = parents.filter(([, parent]) => parent === above).map(([pid]) => pid);
    found.push(...below);
    queue.push(...below);
  }
  return found;
}

function ascending(ports) {
  return [...new Set(ports)].sort((a, b) => a - b);
}
