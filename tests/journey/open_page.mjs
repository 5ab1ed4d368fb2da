// Opens a page of a file in a real browser: on a screen by day and by night, on a narrow one, and on the
// paper of somebody whose screen is dark. Prints what was seen of it.
//
// usage: node open_page.mjs CHROMIUM PAGE.html [PICTURE.png PICTURE-BY-NIGHT.png]

import { pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

const [executablePath, file, ...pictures] = process.argv.slice(2);
const address = pathToFileURL(file).href;

const browser = await chromium.launch({
  executablePath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

async function look({ width = 1000, picture, ...media }) {
  const context = await browser.newContext({ viewport: { width, height: 800 } });
  const page = await context.newPage();
  const requests = [];
  const said = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(`${error}`));
  await page.emulateMedia(media);
  await page.goto(address);
  const seen = await page.evaluate(() => {
    const colours = getComputedStyle(document.body);
    return {
      title: document.title,
      figures: [...document.querySelectorAll('[data-usd]')].map((figure) => ({
        path: figure.dataset.usd,
        text: figure.textContent,
        isVisible: figure.getClientRects().length > 0,
      })),
      text: document.body.innerText,
      background: colours.backgroundColor,
      colour: colours.color,
      overhang: document.documentElement.scrollWidth - innerWidth,
      columns: document.querySelectorAll('svg rect').length,
    };
  });
  if (picture) await page.screenshot({ path: picture, fullPage: true });
  const pdf = media.media === 'print' ? (await page.pdf()).toString('latin1') : '';
  const sheets = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  await context.close();
  return { ...seen, requests, said, sheets };
}

try {
  const seen = {
    address,
    light: await look({ colorScheme: 'light', picture: pictures[0] }),
    dark: await look({ colorScheme: 'dark', picture: pictures[1] }),
    narrow: await look({ width: 380 }),
    print: await look({ media: 'print', colorScheme: 'dark' }),
  };
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
}
