// node check.mjs <folder of an image>: says what is wrong with its evidence, and with what `risk list --as sarif` wrote
// to risks.sarif beside it; ends with 1 if anything is.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import Ajv from 'ajv-draft-04'
import addFormats from 'ajv-formats'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'

const folder = process.argv[2]
const read = name => readFileSync(join(folder, name), 'utf8')
const faults = []

const bill = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(read('sbom.cdx.json'))
if (bill !== null) faults.push(`sbom.cdx.json: ${JSON.stringify(bill)}`)

// The schema has a pattern that only the older syntax of regular expressions takes.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
addFormats(ajv)
const sarif = createRequire(import.meta.url)(
  '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')
for (const log of ['gates.sarif', 'risks.sarif'].filter(name => existsSync(join(folder, name)))) {
  if (!ajv.validate(sarif, JSON.parse(read(log)))) faults.push(`${log}: ${ajv.errorsText()}`)
}

// No schema of DSSE, in-toto or SLSA is published as JSON: what their specifications require, by hand.
const envelope = JSON.parse(read('provenance.dsse.json'))
const statement = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8'))
const { buildDefinition, runDetails } = statement.predicate
const requires = {
  'an envelope of in-toto': envelope.payloadType === 'application/vnd.in-toto+json',
  'a signature': envelope.signatures.every(known => Buffer.from(known.sig, 'base64').length > 0),
  'a statement v1': statement._type === 'https://in-toto.io/Statement/v1',
  'subjects with digests': statement.subject.every(known => /^[0-9a-f]{64}$/.test(known.digest.sha256)),
  'SLSA provenance v1': statement.predicateType === 'https://slsa.dev/provenance/v1',
  'a build type that is a URI': URL.canParse(buildDefinition.buildType),
  'external parameters': Object.keys(buildDefinition.externalParameters).length > 0,
  'a builder id that is a URI': URL.canParse(runDetails.builder.id),
  'dependencies with URIs': buildDefinition.resolvedDependencies.every(known => URL.canParse(known.uri)),
  'times of RFC 3339': [runDetails.metadata.startedOn, runDetails.metadata.finishedOn].every(Date.parse)
}
for (const [what, holds] of Object.entries(requires)) if (!holds) faults.push(`provenance.dsse.json: not ${what}`)

faults.forEach(fault => console.log(fault))
console.log(`${faults.length} faults in the evidence of ${folder}`)
process.exitCode = faults.length === 0 ? 0 : 1
