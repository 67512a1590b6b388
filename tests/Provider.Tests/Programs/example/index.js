// Two images and a fleet on one of them, as Pulumi.yaml at the root of this checkout has them, in JavaScript. The
// provider needs no package of its own for that: a class for each kind of resource is all.
'use strict'
const pulumi = require('@pulumi/pulumi')

class GoldenImage extends pulumi.CustomResource {
  constructor(name, inputs, options) {
    // Outputs have to be named beforehand; what the run gives them comes later.
    const outputs = { version: undefined, digest: undefined, state: undefined, gates: undefined }
    super('imageforge:index:GoldenImage', name, { ...outputs, ...inputs }, options)
  }
}

class Fleet extends pulumi.CustomResource {
  constructor(name, inputs, options) {
    const outputs = { version: undefined, current: undefined, endpoint: undefined }
    super('imageforge:index:Fleet', name, { ...outputs, ...inputs }, options)
  }
}

const config = new pulumi.Config()
const protect = config.getBoolean('protect') ?? false
const times = { create: '30m', update: '1h', delete: '10m' }

const base = new GoldenImage('debian-base', { definition: 'debian-base' })
const web = new GoldenImage('web', { definition: 'web' }, { dependsOn: [base], protect })
exports.webVersion = web.version
// Asked once the image is there: a preview of the first run knows no version yet.
exports.released = web.version.apply(async () =>
  (await pulumi.runtime.invoke('imageforge:index:getImage', { name: 'web' })).version)

if (config.getBoolean('fleet') ?? true) {
  const fleet = new Fleet('web', {
    schedule: config.get('schedule') ?? 'web',
    image: web.version,
    // How much of it runs is nobody else's business: `pulumi config set --secret desired 2`.
    desired: config.requireSecretNumber('desired'),
  }, { protect, deleteBeforeReplace: true, customTimeouts: times })
  exports.endpoint = fleet.endpoint
  exports.desired = fleet.desired
}
