const assert = require("assert"), fs = require("fs"), http = require("http"), net = require("net"), os = require("os"), path = require("path");
const { once } = require("events"), { pipeline } = require("stream/promises"), zlib = require("zlib"), readline = require("readline");

(async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "x-")), file = path.join(folder, "Größe 日本.txt");
  const watcher = fs.watch(folder), changed = once(watcher, "change");
  fs.writeFileSync(file, "line\n".repeat(10000));
  await changed;
  watcher.close();
  await pipeline(fs.createReadStream(file), zlib.createGzip(), fs.createWriteStream(file + ".gz"));
  let lines = 0;
  for await (const line of readline.createInterface({ input: fs.createReadStream(file + ".gz").pipe(zlib.createGunzip()) })) lines += line === "line";
  assert.equal(lines, 10000);
  fs.cpSync(folder, "copied", { recursive: true });
  fs.renameSync("copied", "moved"), fs.symlinkSync("moved", "link"), fs.chmodSync("moved", 0o700), fs.utimesSync("moved", 1, 2);
  assert.equal(fs.statSync("link").mtimeMs, 2000);
  await Promise.all(Array.from({ length: 50 }, (_, n) => fs.promises.writeFile("moved/" + n, "x").then(() => fs.promises.readFile("moved/" + n))));
  assert.equal(fs.readdirSync("moved").length, 52);
  fs.rmSync("moved", { recursive: true });

  const server = http.createServer((request, response) => response.end("hello " + request.url)).listen("/tmp/http.sock");
  await once(server, "listening");
  const get = url => new Promise((resolve, reject) => http.get({ socketPath: "/tmp/http.sock", path: url }, response => {
    let text = "";
    response.on("data", d => text += d).on("end", () => resolve(text));
  }).on("error", reject));
  assert.deepEqual(await Promise.all(["/1", "/2", "/3"].map(get)), ["hello /1", "hello /2", "hello /3"]);
  server.close();

  assert(os.cpus().length >= 1 && os.totalmem() > 0 && os.userInfo().username === "tool" && os.hostname());
  assert.deepEqual(["z", "ä", "a"].sort(new Intl.Collator("de").compare), ["a", "ä", "z"]);
  assert.equal(new Intl.NumberFormat("de-DE", { style: "currency", currency: "EUR" }).format(1234.5), "1.234,50\u00a0€");
  assert.equal(new Date(0).toLocaleString("en-US", { timeZone: "Asia/Tokyo", hour: "numeric" }), "9 AM");
  console.log("Größe, 日本, 🙂");
})();
