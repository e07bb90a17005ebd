// A display for programs that can't run without a window.
import { spawn } from "node:child_process";

/**
 * Starts an X server that shows nothing. Without a window manager the window under the pointer has the focus, and the pointer is in the
 * middle. `name` is for the environment variable DISPLAY.
 * @param {{width: number, height: number}} size - device pixels
 */
export async function startDisplay({ width, height }) {
  // It chooses a free number and writes it into the fourth stream.
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", `${width}x${height}x24`, "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const stop = () => { server.kill(); };
  process.once("exit", stop);
  const number = await new Promise((resolve, reject) => {
    server.stdio[3]?.once("data", (data) => resolve(String(data).trim()));
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
  });
  return { name: `:${number}`, stop };
}
