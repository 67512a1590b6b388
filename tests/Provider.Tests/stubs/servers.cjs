// The two services that stand on the other side in a Pulumi run: the engine for a provider, the monitor for a program.
'use strict'
const { grpc, services } = require('./stubs.cjs')
const { named, toJson, toMessage } = require('./messages.cjs')

const FORWARDED = ['registerResource', 'registerResourceOutputs', 'invoke', 'call', 'readResource',
  'signalAndWaitForShutdown', 'registerPackage']
const SUPPORTED = ['secrets', 'resourceReferences']

async function listen(service, handlers) {
  const server = new grpc.Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 })
  server.addService(service, handlers)
  const port = await new Promise((resolve, reject) => server.bindAsync(
    '127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => error ? reject(error) : resolve(bound)))
  return `127.0.0.1:${port}`
}

const answer = (type, json = {}) => (call, callback) => callback(null, toMessage(named(type), json))

/** An engine that tells each Log; `delay()` is how many milliseconds the answer to one takes. */
async function serveEngine(emit, delay) {
  let address
  let root = ''
  const done = answer('google.protobuf.Empty')
  address = await listen(services.Engine, {
    log(call, callback) {
      emit({ event: 'log', engine: address, ...toJson(call.request) })
      setTimeout(done, delay(), call, callback)
    },
    getRootResource: (call, callback) => answer('pulumirpc.GetRootResourceResponse', { urn: root })(call, callback),
    setRootResource(call, callback) {
      root = call.request.getUrn()
      answer('pulumirpc.SetRootResourceResponse')(call, callback)
    },
    startDebugging: done,
    requirePulumiVersion: answer('pulumirpc.RequirePulumiVersionResponse'),
  })
  return address
}

/** Monitors that ask whoever reads the events for the answer to each call of a program. */
class Monitors {
  #waiting = new Map()
  #last = 0
  #emit

  constructor(emit) {
    this.#emit = emit
  }

  serve() {
    const forwarded = FORWARDED.map(name => [name, this.#forward(services.ResourceMonitor[name])])
    // GetDeploymentInfo stays unimplemented: the SDK then asks for each feature, as it does with an older CLI.
    return listen(services.ResourceMonitor, {
      ...Object.fromEntries(forwarded),
      supportsFeature: (call, callback) => answer('pulumirpc.SupportsFeatureResponse',
        { hasSupport: SUPPORTED.includes(call.request.getId()) })(call, callback),
    })
  }

  reply({ call, message, error }) {
    const waiting = this.#waiting.get(call)
    if (!waiting) throw new Error(`no call ${call} waits for a reply`)
    const response = error ? undefined : toMessage(waiting.method.responseType, message ?? {})
    this.#waiting.delete(call)
    if (error) waiting.callback({ code: error.code, details: error.message })
    else waiting.callback(null, response)
  }

  #forward(method) {
    return (call, callback) => {
      const number = ++this.#last
      this.#waiting.set(number, { method, callback })
      const name = method.path.slice(method.path.lastIndexOf('/') + 1)
      this.#emit({ event: 'monitor', call: number, method: name, message: toJson(call.request) })
    }
  }
}

module.exports = { Monitors, serveEngine }
