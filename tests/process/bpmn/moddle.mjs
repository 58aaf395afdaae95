// Reads every .bpmn file of a folder with bpmn-moddle and prints its warnings, as JSON by file name.
import { BpmnModdle } from 'bpmn-moddle';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const found = {};
for (const name of readdirSync(folder).filter((name) => name.endsWith('.bpmn'))) {
  const { rootElement, warnings } = await new BpmnModdle().fromXML(readFileSync(join(folder, name), 'utf-8'));
  found[name] = { root: rootElement.$type, warnings: warnings.map((warning) => warning.message) };
}
process.stdout.write(JSON.stringify(found));
