// A person at a real browser: opens the address, fills in what the provider asks, and reads where that
// ends. What the client runs as BROWSER.
//
// usage: node browser.mjs SETTINGS.json ADDRESS [CODE]

import { appendFileSync, readFileSync } from 'node:fs';

import { chromium } from 'playwright-core';

const [file, address, code] = process.argv.slice(2);
const settings = JSON.parse(readFileSync(file, 'utf8'));
const patience = 30_000;

const browser = await chromium.launch({
  executablePath: settings.chromium,
  // As in every browser: the client's own page is not behind the company's proxy.
  proxy: { server: settings.proxy, bypass: 'localhost,127.0.0.1' },
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

// The buttons of the provider's pages, one after another, until none is left.
async function walk(page) {
  for (;;) {
    const ended = page.locator('body:not(:has(button[type=submit]))');
    const asked = page.locator('button[type=submit]');
    await ended.or(asked).first().waitFor({ timeout: patience });
    if ((await asked.count()) === 0) return;
    if (await page.locator('[name=password]').count()) {
      await page.fill('[name=name]', settings.person);
      await page.fill('[name=password]', settings.password);
    }
    if (await page.locator('[name=user_code]:not([type=hidden])').count()) {
      await page.fill('[name=user_code]', code);
    }
    await Promise.all([page.waitForNavigation({ timeout: patience }), asked.first().click()]);
  }
}

try {
  const context = await browser.newContext({
    // The certificate is of an authority that only the tests know.
    ignoreHTTPSErrors: true,
    colorScheme: settings.dark ? 'dark' : 'light',
    viewport: { width: 900, height: 560 },
  });
  const page = await context.newPage();
  const requests = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => appendFileSync(settings.log, `console: ${message.text()}\n`));
  await page.goto(address, { timeout: patience });
  await walk(page);
  await page.screenshot({ path: settings.screenshot });
  const seen = {
    address: page.url(),
    title: await page.title(),
    text: await page.locator('body').innerText(),
    html: await page.content(),
    requests,
  };
  appendFileSync(settings.log, `${JSON.stringify(seen)}\n`);
} catch (error) {
  appendFileSync(settings.log, `failed: ${error}\n`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
