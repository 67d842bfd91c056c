// Checks YAML files against a JSON schema by ajv: one line a file, "ok" or the first error. A variable's ${…} stays as it is.
const fs = require('fs');
const yaml = require('js-yaml');
const Ajv = require('ajv/dist/2020');

const [schema, ...files] = process.argv.slice(2);
const validate = new Ajv({ strict: false, allErrors: false }).compile(JSON.parse(fs.readFileSync(schema, 'utf8')));
for (const file of files) {
  const valid = validate(yaml.load(fs.readFileSync(file, 'utf8'), { schema: yaml.CORE_SCHEMA }));
  console.log(valid ? 'ok' : JSON.stringify(validate.errors[0].message));
}
