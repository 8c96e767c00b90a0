// Speaks to a Jupyter kernel without Jupyter: ZMTP 3.0 (RFC 23 of ZeroMQ) over TCP, and Jupyter's messages (version 5.3)
// on top of it. Enough to run the cells of a notebook in the real kernel where no Python is.
import { spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The Deno of notebooks/package.json for this machine; null: it is not installed. */
export function denoOf() {
  const folder = join(here, "node_modules/@deno");
  if (!existsSync(folder)) return null;
  for (const platform of readdirSync(folder))
    for (const name of ["deno", "deno.exe"])
      if (existsSync(join(folder, platform, name))) return join(folder, platform, name);
  return null;
}

const freePort = () =>
  new Promise((done, failed) => {
    const server = createServer().on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** A frame: one byte of flags (1: more follow, 2: long, 4: a command), its size in 1 or 8 bytes, its bytes. */
function frame(bytes, { more = false, command = false } = {}) {
  const long = bytes.length > 255;
  const head = Buffer.alloc(long ? 9 : 2);
  head[0] = (more ? 1 : 0) | (long ? 2 : 0) | (command ? 4 : 0);
  if (long) head.writeBigUInt64BE(BigInt(bytes.length), 1);
  else head[1] = bytes.length;
  return Buffer.concat([head, bytes]);
}

function greeting() {
  const bytes = Buffer.alloc(64);
  bytes.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]);
  bytes.write("NULL", 12);
  return bytes;
}

function ready(type) {
  const property = (name, value) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(value.length);
    return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), size, Buffer.from(value)]);
  };
  return frame(Buffer.concat([Buffer.from([5]), Buffer.from("READY"), property("Socket-Type", type)]), {
    command: true,
  });
}

/** One ZeroMQ socket of a client; `receive` is given each message as a list of frames. */
function socketTo(port, type, receive) {
  return new Promise((done, failed) => {
    const tcp = connect(port, "127.0.0.1").on("error", failed);
    let waiting = Buffer.alloc(0);
    let greeted = false;
    let parts = [];
    tcp.write(greeting());
    tcp.on("data", (data) => {
      waiting = Buffer.concat([waiting, data]);
      if (!greeted) {
        if (waiting.length < 64) return;
        waiting = waiting.subarray(64);
        greeted = true;
        tcp.write(ready(type));
      }
      for (;;) {
        if (waiting.length < 2) return;
        const [flags] = waiting;
        const long = (flags & 2) !== 0;
        if (long && waiting.length < 9) return;
        const size = long ? Number(waiting.readBigUInt64BE(1)) : waiting[1];
        const start = long ? 9 : 2;
        if (waiting.length < start + size) return;
        const body = waiting.subarray(start, start + size);
        waiting = waiting.subarray(start + size);
        if ((flags & 4) !== 0) {
          if (type === "SUB") tcp.write(frame(Buffer.from([1])));
          done({
            send: (frames) =>
              tcp.write(Buffer.concat(frames.map((f, i) => frame(f, { more: i < frames.length - 1 })))),
            close: () => tcp.destroy(),
          });
          continue;
        }
        parts.push(body);
        if ((flags & 1) === 0) {
          receive(parts);
          parts = [];
        }
      }
    });
  });
}

const delimiter = "<IDS|MSG>";

/**
 * Starts Deno's kernel in a folder. `execute(code)` gives a cell's outputs as a notebook file has them, the last an error
 * where it failed.
 */
export async function startKernel(deno, cwd) {
  const scratch = mkdtempSync(join(tmpdir(), "kernel-"));
  const [shell, iopub, stdin, control, hb] = await Promise.all(Array.from({ length: 5 }, freePort));
  const key = randomUUID();
  const connection = join(scratch, "connection.json");
  writeFileSync(
    connection,
    JSON.stringify({
      ip: "127.0.0.1",
      transport: "tcp",
      shell_port: shell,
      iopub_port: iopub,
      stdin_port: stdin,
      control_port: control,
      hb_port: hb,
      key,
      signature_scheme: "hmac-sha256",
      kernel_name: "deno",
    }),
  );
  const child = spawn(deno, ["jupyter", "--kernel", "--conn", connection], {
    cwd,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (part) => {
    said += part;
  });
  const ended = new Promise((done) => child.on("close", done));
  const session = randomUUID();
  // by the id of what was asked: an answer may come after the kernel has said that it is idle
  const takers = new Map();
  const receive = (channel) => (frames) => {
    const at = frames.findIndex((f) => f.toString() === delimiter);
    const [header, parent, , content] = frames.slice(at + 2).map((f) => JSON.parse(f.toString()));
    takers.get(parent.msg_id)?.(channel, header.msg_type, content);
  };
  const open = async (port, type, channel) => {
    for (let attempt = 0; ; attempt++)
      try {
        return await socketTo(port, type, receive(channel));
      } catch (error) {
        if (attempt === 600 || child.exitCode !== null)
          throw new Error(`the kernel did not start: ${said}`, { cause: error });
        await new Promise((done) => setTimeout(done, 100));
      }
  };
  const out = await open(iopub, "SUB", "iopub");
  const requests = await open(shell, "DEALER", "shell");
  const ask = (type, content, take) => {
    const id = randomUUID();
    takers.set(id, take);
    const header = {
      msg_id: id,
      session,
      username: "user",
      date: new Date(0).toISOString(),
      msg_type: type,
      version: "5.3",
    };
    const parts = [header, {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
    const signature = parts
      .reduce((hmac, part) => hmac.update(part), createHmac("sha256", key))
      .digest("hex");
    requests.send([Buffer.from(delimiter), Buffer.from(signature), ...parts]);
  };
  /** Waits for the kernel's answer and for its being idle again: outputs may come after the answer. */
  const execute = (code) =>
    new Promise((done, failed) => {
      const outputs = [];
      let [answered, idle] = [false, false];
      ended.then(() => failed(new Error(`the kernel has ended: ${said}`)));
      ask(
        "execute_request",
        {
          code,
          silent: false,
          store_history: true,
          user_expressions: {},
          allow_stdin: false,
          stop_on_error: true,
        },
        (channel, type, content) => {
          if (channel === "shell" && type === "execute_reply") answered = true;
          else if (type === "status" && content.execution_state === "idle") idle = true;
          else if (["stream", "display_data", "execute_result", "error"].includes(type))
            outputs.push({ output_type: type, ...content });
          if (answered && idle) done(outputs);
        },
      );
    });
  // what the kernel says before it knows of the subscription is lost: a cell of no matter is asked until one is heard
  for (let heard = false; !heard; )
    heard = await Promise.race([
      execute("1").then((outputs) => outputs.length > 0),
      new Promise((done) => setTimeout(done, 1000, false)),
    ]);
  return {
    // what a cell shows may come late: messages are in order, so it has come when the next request is done
    execute: async (code) => {
      const outputs = await execute(code);
      await execute("undefined");
      return outputs;
    },
    stop: async () => {
      out.close();
      requests.close();
      child.kill();
      await ended;
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
