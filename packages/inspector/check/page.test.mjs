// watchdog: 240 s
// The page in Debian's Chromium, driven through playwright-core: every view shows what happens in a program that has something
// of everything, by mouse and by keyboard, light and dark, wide and narrow. Run by `npm run test:browser`; with SCREENSHOTS=folder
// it keeps pictures of what it saw.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "@mailslot/inspector";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { startScene } from "./scene.mjs";

const { chromium } = createRequire(new URL("../../../script/chromium/package.json", import.meta.url))(
  "playwright-core",
);
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const MORE_FLAGS = ["--disable-component-update", "--disable-sync"];
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 420, height: 800 };
const pictures = process.env.SCREENSHOTS;

let profile;
let browser;
let scene;
let inspector;

test.before(async () => {
  profile = mkdtempSync(join(tmpdir(), "mailslot-inspector-"));
  const args = [...FLAGS, ...MORE_FLAGS];
  const executablePath = process.env.CHROMIUM;
  browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    args,
    headless: true,
    acceptDownloads: true,
  });
  scene = await startScene();
  inspector = await inspect();
});

test.after(async () => {
  await browser?.close();
  await inspector?.close();
  await scene?.end();
  rmSync(profile, { recursive: true, force: true });
});

/** Opens the page, and fails with whatever it complains about. */
async function open({ colorScheme = "light", size = WIDE } = {}) {
  const page = await browser.newPage();
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme });
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(inspector.url).origin) && !/^(data|blob):/.test(request.url()))
      complaints.push(`it asks for ${request.url()}`);
  });
  await page.goto(inspector.url);
  await page.getByText("live tasks,").waitFor();
  return { page, complaints };
}

async function close({ page, complaints }) {
  assert.equal(complaints, []);
  await page.close();
}

async function keep(page, name) {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

const show = (page, name) => page.getByRole("tab", { name }).click();

test("the overview shows what is stuck, the longest mailboxes and the restarts", async () => {
  const opened = await open();
  const { page } = opened;
  await page.getByText("Cycle: each of 2 waits for the next").waitFor();
  await page
    .getByRole("row", { name: /printer#\d+/ })
    .first()
    .waitFor();
  await page.getByRole("log").getByText("has no pixels").first().waitFor();
  await page.waitForTimeout(3_000); // for the pictures: lines need points
  await keep(page, "overview-light");
  await close(opened);
});

test("actors are listed by mailbox, by name, and by what is sought", async () => {
  const opened = await open();
  const { page } = opened;
  await show(page, "Actors");
  await page.getByRole("row").filter({ hasText: "printer" }).waitFor();
  const first = await page.getByRole("row").first().textContent();
  assert.match(first, /printer#\d+1,\d+/);
  await keep(page, "actors-light");
  await page.keyboard.press("/");
  await page.locator("#search:focus").waitFor();
  await page.keyboard.type("SESSION");
  await page.getByText(/^40 of 40, among/).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "name", exact: true }).click();
  await page.waitForFunction(() => /^session#/.test(document.querySelector("[role=row]")?.textContent ?? ""));
  await close(opened);
});

test("trees fold and unfold by keyboard, and restarts appear as they happen", async () => {
  const opened = await open();
  const { page } = opened;
  await page.keyboard.press("3");
  const tree = page.getByRole("tree");
  await tree.getByText("worker 1").waitFor();
  await tree
    .getByText(/\d+ restarts/)
    .first()
    .waitFor();
  await keep(page, "supervisors-light");
  await tree.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowLeft");
  await tree.getByText("worker 1").waitFor({ state: "detached" });
  await page.keyboard.press("ArrowRight");
  await tree.getByText("worker 1").waitFor();
  await close(opened);
});

test("a cycle and a stuck chain stand out", async () => {
  const opened = await open();
  const { page } = opened;
  await page.keyboard.press("4");
  const cycle = page.getByRole("listitem").filter({ hasText: "Cycle" });
  await cycle
    .getByText(/auditor#\d+/)
    .first()
    .waitFor();
  await cycle.getByText("asks total →").waitFor();
  const stuck = page.getByRole("listitem").filter({ hasText: /Stuck: 6 wait for ledger#\d+/ });
  await stuck.getByText("asks post →").waitFor();
  await keep(page, "waits-light");
  await close(opened);
});

test("schedulers show how long tasks wait for their turn", async () => {
  const opened = await open();
  const { page } = opened;
  await page.keyboard.press("6");
  await page.getByRole("img", { name: /Wait for a turn: .* under/ }).waitFor();
  await page.waitForTimeout(3_000); // for the pictures
  await keep(page, "schedulers-light");
  await close(opened);
});

test("dead letters are listed, with what they held", async () => {
  const opened = await open();
  const { page } = opened;
  await page.keyboard.press("7");
  const letter = page.getByRole("row").filter({ hasText: "touch" }).first();
  await letter.getByText(/why: 'late'/).waitFor();
  await letter.getByText("no actor", { exact: true }).waitFor();
  await keep(page, "letters-light");
  await close(opened);
});

test("a trace is recorded by a click, drawn as lanes, moved in by keyboard, and saved for Perfetto", async () => {
  const opened = await open();
  const { page } = opened;
  await page.keyboard.press("8");
  await page.getByRole("button", { name: "Record" }).click();
  await page.getByRole("button", { name: "Stop" }).waitFor();
  await page.waitForTimeout(700);
  await page.getByRole("button", { name: "Stop" }).click();
  const lanes = page.getByRole("application", { name: /\d+ lanes over/ });
  await lanes.waitFor();
  await keep(page, "trace-whole-light");
  await lanes.focus();
  for (let n = 0; n < 5; n++) await page.keyboard.press("+");
  for (let n = 0; n < 3; n++) await page.keyboard.press("ArrowDown");
  await keep(page, "trace-light");
  const loading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save for Perfetto" }).click();
  const file = JSON.parse(readFileSync(await (await loading).path(), "utf8"));
  assert.ok(file.traceEvents.some(({ ph }) => ph === "X"));
  assert.ok(file.traceEvents.some(({ name, args }) => name === "thread_name" && /^worker#/.test(args.name)));
  await close(opened);
});

test("tabs are chosen by arrows, and everything that can be chosen has a name", async () => {
  const opened = await open();
  const { page } = opened;
  await page.getByRole("tab", { name: "Overview" }).focus();
  await page.keyboard.press("ArrowRight");
  assert.is(await page.getByRole("tab", { selected: true }).textContent(), "Actors");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  assert.is(await page.getByRole("tab", { selected: true }).textContent(), "Trace");
  const nameless = await page.evaluate(
    () =>
      [...document.querySelectorAll("button,input,[role=tree],[role=grid]")].filter(
        (each) => !(each.textContent || each.getAttribute("aria-label")),
      ).length,
  );
  assert.is(nameless, 0);
  await close(opened);
});

test("a page that stands still is not looked for, and one that lost its program says so", async () => {
  const other = await inspect();
  const page = await browser.newPage();
  await page.goto(other.url);
  await page.getByText("live tasks,").waitFor();
  await page.keyboard.press("p");
  await page.getByRole("button", { name: "Go on" }).waitFor();
  while (other.isSampling) await page.waitForTimeout(20);
  await page.keyboard.press("p");
  while (!other.isSampling) await page.waitForTimeout(20);
  await other.close();
  await page.getByRole("alert").waitFor();
  await page.close();
});

for (const colorScheme of ["light", "dark"]) {
  for (const [width, size] of Object.entries({ wide: WIDE, narrow: NARROW })) {
    test(`every view fits, ${colorScheme} and ${width}`, async () => {
      const opened = await open({ colorScheme, size });
      const { page } = opened;
      for (const tab of await page.getByRole("tab").all()) {
        await tab.click();
        await page.waitForTimeout(1_200); // until it has its rows
        const name = (await tab.textContent())
          .toLowerCase()
          .replace(/cycle$/, "")
          .replaceAll(" ", "-");
        if (colorScheme === "dark" || width === "narrow") await keep(page, `${name}-${colorScheme}-${width}`);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(beyond <= 0, `${name} is ${beyond} pixels too wide`);
      }
      await close(opened);
    });
  }
}

test.run();
