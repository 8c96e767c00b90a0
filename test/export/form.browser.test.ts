import { afterAll, describe } from "vitest";
import { launchBrowser } from "../helpers/browser.ts";
import { formTests } from "./form.browser.ts";

const browser = await launchBrowser();
if (typeof browser === "string") console.log(browser);
afterAll(async () => {
  if (typeof browser !== "string") await browser.close();
});

describe.skipIf(typeof browser === "string")("the web form in Chromium", () => {
  if (typeof browser !== "string") formTests(browser);
});
