// node bridge.cjs: JSON lines in, JSON lines out, and between them gRPC through the stubs that Pulumi publishes. Each
// line in has an id and gets one answer with it; requests run side by side. Ends when its input does.
'use strict'
const { spawn } = require('node:child_process')
const { describe, grpc, modules, protobuf, run, services } = require('./stubs.cjs')
const { anyToJson, named, toJson, toMessage } = require('./messages.cjs')
const { Monitors, serveEngine } = require('./servers.cjs')

const LARGEST = 400 * 1024 * 1024

// What a Pulumi engine does too: no proxy, and no retry behind the caller's back.
const CHANNEL = {
  'grpc.max_receive_message_length': LARGEST,
  'grpc.max_send_message_length': LARGEST,
  'grpc.enable_http_proxy': 0,
  'grpc.enable_retries': 0,
  'grpc.use_local_subchannel_pool': 1,
}

const clients = new Map()
const running = new Map()
const programs = new Set()
const monitors = new Monitors(send)
let engineDelay = 0

function send(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

function clientOf(name) {
  const client = clients.get(name)
  if (!client) throw new Error(`nothing is connected as '${name}'`)
  return client
}

/** Sends bytes and hands back bytes, so that a fault of the stubs is never taken for an answer of the provider. */
function exchange({ to, call: name, deadlineMs }, path, bytes, decode) {
  const identity = value => value
  const options = deadlineMs === undefined ? {} : { deadline: Date.now() + deadlineMs }
  return new Promise((resolve, reject) => {
    const call = clientOf(to).makeUnaryRequest(path, identity, identity, bytes, options, (error, answer) => {
      if (running.get(name) === call) running.delete(name)
      try {
        resolve(error ? failure(error) : decode(answer))
      } catch (fault) {
        reject(fault)
      }
    })
    if (name !== undefined) running.set(name, call)
  })
}

function failure({ code, details, metadata }) {
  const [packed] = metadata.get('grpc-status-details-bin')
  if (!packed) return { ok: false, code, error: details, details: [] }
  const status = named('google.rpc.Status').deserializeBinary(packed)
  return {
    ok: false,
    code,
    error: details,
    details: status.getDetailsList().map(anyToJson),
    detailCode: status.getCode(),
    detailMessage: status.getMessage(),
  }
}

function extra({ number, text }) {
  const writer = new protobuf.BinaryWriter()
  writer.writeString(number, text)
  return writer.getResultBuffer()
}

const operations = {
  connect({ name, address }) {
    clients.get(name)?.close()
    clients.set(name, new grpc.Client(address, grpc.credentials.createInsecure(), CHANNEL))
  },

  call(request) {
    const { method, message, extraField } = request
    const definition = services.ResourceProvider[method[0].toLowerCase() + method.slice(1)]
    if (!definition) throw new Error(`the stubs have no method '${method}'`)
    const known = definition.requestSerialize(toMessage(definition.requestType, message ?? {}))
    const bytes = extraField ? Buffer.concat([known, extra(extraField)]) : known
    return exchange(request, definition.path, bytes, answer => {
      return { message: toJson(definition.responseDeserialize(answer)) }
    })
  },

  cancel({ call }) {
    const found = running.get(call)
    found?.cancel()
    return { cancelled: found !== undefined }
  },

  raw(request) {
    return exchange(request, request.path, Buffer.from(request.bytes ?? '', 'base64'), answer => {
      return { bytes: answer.toString('base64') }
    })
  },

  async serveEngine() {
    return { address: await serveEngine(send, () => engineDelay) }
  },

  engineDelay({ ms }) {
    engineDelay = ms
  },

  async serveMonitor() {
    return { address: await monitors.serve() }
  },

  reply(request) {
    monitors.reply(request)
  },

  describe,

  /** As the engine ends a program whose deployment has failed: without an answer. */
  endPrograms() {
    for (const child of programs) child.kill()
  },

  runProgram({ program, pwd, project, stack, monitor, engine, config, dryRun }) {
    const flags = Object.entries({ monitor, engine, project, stack, pwd }).map(([name, value]) => `--${name}=${value}`)
    const full = Object.entries(config ?? {}).map(
      ([key, value]) => [key.includes(':') ? key : `${project}:${key}`, value])
    const child = spawn(process.execPath, [run, ...flags, ...dryRun ? ['--dry-run'] : [], program], {
      env: {
        ...process.env, NODE_PATH: modules, PULUMI_CONFIG: JSON.stringify(Object.fromEntries(full)),
        // As the language host of a project says it whose runtime is not told otherwise.
        PULUMI_NODEJS_TYPESCRIPT: String(program.endsWith('.ts')),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    programs.add(child)
    const written = { stdout: '', stderr: '' }
    for (const name of Object.keys(written)) {
      child[name].setEncoding('utf8').on('data', text => { written[name] += text })
    }
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (exitCode, signal) => {
        programs.delete(child)
        resolve({ exitCode, signal, ...written })
      })
    })
  },
}

async function receive(line) {
  let id = null
  try {
    const request = JSON.parse(line)
    id = request.id
    if (!Object.hasOwn(operations, request.op)) throw new Error(`there is no operation '${request.op}'`)
    send({ id, ok: true, ...await operations[request.op](request) })
  } catch (fault) {
    // No code: it is not the provider that failed.
    send({ id, ok: false, error: fault.message })
    process.stderr.write(`${fault.stack}\n`)
  }
}

// Not node:readline: it would split a line at U+2028, which JSON allows in a string.
let pending = []
process.stdin.on('data', chunk => {
  let start = 0
  for (let end; (end = chunk.indexOf('\n', start)) >= 0; start = end + 1) {
    pending.push(chunk.subarray(start, end))
    receive(Buffer.concat(pending).toString())
    pending = []
  }
  pending.push(chunk.subarray(start))
})
process.stdin.on('end', () => {
  for (const child of programs) child.kill()
  process.exit()
})
