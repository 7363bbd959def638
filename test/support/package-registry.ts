import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** A package as its author would publish it; version 1.0.0 unless the manifest says otherwise. */
export interface PublishedPackage {
  manifest: { name: string; version?: string } & Record<string, unknown>;
  files: Record<string, string>;
}

/** An npm registry on loopback with a few packages: what npm asks of one to install them, and nothing else. */
export class PackageRegistry implements AsyncDisposable {
  readonly #server: Server;
  readonly #tarballs = new Map<string, Buffer>();
  readonly #lists = new Map<string, unknown>();

  private constructor() {
    this.#server = createServer(({ url = "/" }, response) => {
      const path = decodeURIComponent(url);
      const tarball = this.#tarballs.get(path);
      const list = this.#lists.get(path);
      if (tarball) response.end(tarball);
      else if (list) response.setHeader("content-type", "application/json").end(JSON.stringify(list));
      else response.writeHead(404).end("{}");
    });
  }

  static async open(packages: readonly PublishedPackage[]): Promise<PackageRegistry> {
    const registry = new PackageRegistry();
    registry.#server.listen(0, "127.0.0.1");
    await once(registry.#server, "listening");
    for (const published of packages) await registry.#publish(published);
    return registry;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #publish({ manifest, files }: PublishedPackage): Promise<void> {
    const { name, version = "1.0.0" } = manifest;
    const path = `/${name}/-/${name}-${version}.tgz`;
    this.#tarballs.set(
      path,
      await pack({ ...files, "package.json": JSON.stringify({ ...manifest, version }) }),
    );
    const scripts = Object(manifest.scripts);
    const entry = {
      ...{ ...manifest, version, dist: { tarball: new URL(path, this.url).href } },
      hasInstallScript: ["preinstall", "install", "postinstall"].some((script) => script in scripts),
    };
    this.#lists.set(`/${name}`, { name, "dist-tags": { latest: version }, versions: { [version]: entry } });
  }
}

/** The files in a folder called package, as npm wants them. */
async function pack(files: Record<string, string>): Promise<Buffer> {
  const dir = await mkdtemp(join(tmpdir(), "curator-pack-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = join(dir, "package", name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text, { mode: 0o755 });
    }
    const { stdout } = await promisify(execFile)("tar", ["-czf", "-", "-C", dir, "package"], {
      encoding: "buffer",
    });
    return stdout;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
