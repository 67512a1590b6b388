// The published stubs of @pulumi/pulumi, and what they say of every message: the stubs keep the names of the .proto
// only in comments, and the kinds only in the code that writes a message, so both are read from the text.
'use strict'
const { readFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { dirname, join } = require('node:path')

const home = createRequire(join(process.env.STUBS_MODULES ?? __dirname, 'bridge.cjs'))
const sdk = dirname(home.resolve('@pulumi/pulumi/package.json'))
const fromSdk = createRequire(join(sdk, 'package.json'))

const DECLARED = new RegExp(
  String.raw`\n \* (?:(optional|repeated) (\S+)|(map<.+?>)) (\w+) = (\d+);\n(?: \*.*\n)*? \*/\n` +
  String.raw`proto\.([\w.]+)\.prototype\.get([\w$]+) = `, 'g')
const WRITTEN = /writer\.(write\w+)\(\s*(\d+),\s*f(?:,\s*([\w.]+)\.serializeBinaryToWriter)?\s*\)/g
const WRITTEN_MAP =
  /f\.serializeBinary\((\d+), writer, [\w.]+\.(write\w+), [\w.]+\.(write\w+)(?:, ([\w.]+)\.serializeBinaryToWriter)?\)/g

const files = new Map()
const messages = new Map()
const enums = new Map()
const byConstructor = new Map()

function load(path) {
  const known = files.get(path)
  if (known) return known
  const text = readFileSync(path, 'utf8')
  const local = createRequire(path)
  const file = { path, root: local(path), imports: new Map() }
  files.set(path, file)
  for (const [, variable, target] of text.matchAll(/^var (\w+) = require\('(.+_pb\.js)'\);$/gm)) {
    file.imports.set(variable, load(local.resolve(target)))
  }
  file.package = /goog\.object\.extend\(exports, proto\.([\w.]+)\);/.exec(text)[1]
  const declared = declarations(text)
  for (const [, name] of text.matchAll(/^goog\.exportSymbol\('proto\.([\w.]+)'/gm)) {
    const symbol = walk(file.root, name.slice(file.package.length + 1))
    if (typeof symbol === 'function') {
      const message = { name, file, constructor: symbol, declared: declared.get(name) ?? [] }
      messages.set(name, message)
      byConstructor.set(symbol, message)
    } else if (!name.endsWith('Case')) {
      enums.set(name, { file, values: symbol })
    }
  }
  return file
}

function declarations(text) {
  const all = new Map()
  for (const [, label, type, map, name, number, owner, accessor] of text.matchAll(DECLARED)) {
    const fields = all.get(owner) ?? []
    all.set(owner, fields)
    // Bytes have three getters under the same comment; the plain one comes first.
    if (fields.every(field => field.number !== Number(number))) {
      fields.push({ name, number: Number(number), label: map ? 'map' : label, type: map ?? type, accessor })
    }
  }
  return all
}

const walk = (root, path) => path.split('.').reduce((at, step) => at[step], root)

function resolve(file, expression) {
  if (expression === undefined) return undefined
  const [head, ...rest] = expression.split('.')
  return head === 'proto' ? messages.get(rest.join('.')).constructor : walk(file.imports.get(head).root, rest.join('.'))
}

function written(message) {
  const text = message.constructor.serializeBinaryToWriter.toString()
  const all = new Map()
  for (const [, kind, number, of] of text.matchAll(WRITTEN)) {
    all.set(Number(number), { kind, of: resolve(message.file, of) })
  }
  for (const [, number, keyKind, valueKind, of] of text.matchAll(WRITTEN_MAP)) {
    all.set(Number(number), { kind: 'writeMap', keyKind, valueKind, of: resolve(message.file, of) })
  }
  return all
}

/** What the stubs say of the message that a constructor makes: its full name and its fields. */
function messageOf(constructor) {
  const message = byConstructor.get(constructor)
  message.fields ??= fieldsOf(message)
  return message
}

function fieldsOf(message) {
  const kinds = written(message)
  if (kinds.size !== message.declared.length) throw new Error(`the stub of ${message.name} reads in an unknown way`)
  const keys = message.constructor.toObject.toString()
  return message.declared.map(field => {
    const getter = `msg\\.get${field.accessor.replace('$', '\\$')}(?:_as\\w+)?\\(`
    const [, key] = new RegExp(`^(\\w+): .*?(?:\\(msg, ${field.number}\\b|${getter})`, 'm').exec(keys)
    const optional = typeof message.constructor.prototype[`has${field.accessor}`] === 'function'
    return { ...field, ...kinds.get(field.number), key, optional }
  })
}

const pb = name => load(fromSdk.resolve(`./proto/${name}_pb.js`))
const service = (file, name) => fromSdk(`./proto/${file}_grpc_pb.js`)[`${name}Service`]

const described = ['provider', 'plugin', 'engine', 'errors', 'status'].map(pb)
pb('resource')

const services = {
  ResourceProvider: service('provider', 'ResourceProvider'),
  Engine: service('engine', 'Engine'),
  ResourceMonitor: service('resource', 'ResourceMonitor'),
}

/** All that the stubs say of the provider and the engine, for a test that compares it with our own .proto files. */
function describe() {
  const isDescribed = ([, { file }]) => described.includes(file)
  const rpcs = [services.ResourceProvider, services.Engine].map(definition => {
    const paths = Object.values(definition).map(method => method.path.split('/'))
    return [paths[0][1], paths.map(path => path[2])]
  })
  const fields = constructor => messageOf(constructor).fields.map(({ accessor, of, ...field }) =>
    of ? { ...field, message: messageOf(of).name } : field)
  return {
    services: Object.fromEntries(rpcs),
    messages: Object.fromEntries([...messages].filter(isDescribed)
      .map(([name, { constructor }]) => [name, fields(constructor)])),
    enums: Object.fromEntries([...enums].filter(isDescribed).map(([name, { values }]) => [name, values])),
  }
}

module.exports = {
  describe,
  grpc: fromSdk('@grpc/grpc-js'),
  messageOf,
  messages,
  modules: join(sdk, '..', '..'),
  protobuf: fromSdk('google-protobuf'),
  run: join(sdk, 'cmd', 'run'),
  services,
}
