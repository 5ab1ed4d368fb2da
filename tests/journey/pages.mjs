// What a person sees at the company's provider.

const page = (title, body) => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,"></head>
<body><h1>${title}</h1>${body}</body></html>`;

export const signInForm = (isWrong) =>
  page(
    'Acme sign-in',
    `${isWrong ? '<p>Wrong name or password.</p>' : ''}
<form method="post">
<label>Name <input name="name" autocomplete="username"></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button type="submit">Sign in</button>
</form>`,
  );

export function enterCode(ctx, form, out, error) {
  const wrong = error ? '<p>That code is not known.</p>' : '';
  ctx.body = page('Enter the code', `${wrong}${form}<button type="submit" form="op.deviceInputForm">Continue</button>`);
}

export function confirmCode(ctx, form, client, info, code) {
  ctx.body = page('Is this your code?', `<code>${code}</code>${form}<button type="submit" form="op.deviceConfirmForm">Yes</button>`);
}

export function done(ctx) {
  ctx.body = page('Signed in', '<p>You can close this page.</p>');
}
