// Reads every .dmn file of a folder with dmn-moddle and prints its warnings, as JSON by file name.
import { DmnModdle } from 'dmn-moddle';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const found = {};
for (const name of readdirSync(folder).filter((name) => name.endsWith('.dmn'))) {
  const { rootElement, warnings } = await new DmnModdle().fromXML(readFileSync(join(folder, name), 'utf-8'));
  found[name] = { root: rootElement.$type, warnings: warnings.map((warning) => warning.message) };
}
process.stdout.write(JSON.stringify(found));
