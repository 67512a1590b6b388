// Two images and a fleet on one of them, as Pulumi.yaml at the root of this checkout has them. The provider needs no
// package of its own for that: a class for each kind of resource is all.
import * as pulumi from "@pulumi/pulumi";

class GoldenImage extends pulumi.CustomResource {
    public readonly version!: pulumi.Output<string>;
    public readonly digest!: pulumi.Output<string>;

    constructor(name: string, inputs: { definition: pulumi.Input<string> }, options?: pulumi.CustomResourceOptions) {
        // Outputs have to be named beforehand; what the run gives them comes later.
        super("imageforge:index:GoldenImage", name, { version: undefined, digest: undefined, ...inputs }, options);
    }
}

class Fleet extends pulumi.CustomResource {
    public readonly endpoint!: pulumi.Output<string>;
    public readonly desired!: pulumi.Output<number>;

    constructor(
        name: string,
        inputs: {
            schedule: pulumi.Input<string>;
            image: pulumi.Input<string>;
            desired?: pulumi.Input<number>;
        },
        options?: pulumi.CustomResourceOptions,
    ) {
        super("imageforge:index:Fleet", name, { endpoint: undefined, ...inputs }, options);
    }
}

const config = new pulumi.Config();
const protect = config.getBoolean("protect") || false;

const base = new GoldenImage("debian-base", { definition: "debian-base" });
const web = new GoldenImage("web", { definition: "web" }, { dependsOn: [base], protect });
export const webVersion = web.version;

// Asked once the image is there: a preview of the first run knows no version yet.
export const released = web.version.apply(async () =>
    (await pulumi.runtime.invoke("imageforge:index:getImage", { name: "web" })).version);

const fleet = config.getBoolean("fleet") === false ? undefined : new Fleet("web", {
    schedule: config.get("schedule") || "web",
    image: web.version,
    // How much of it runs is nobody else's business: `pulumi config set --secret desired 2`.
    desired: config.requireSecretNumber("desired"),
}, { protect, deleteBeforeReplace: true, customTimeouts: { create: "30m", update: "1h", delete: "10m" } });
export const endpoint = fleet && fleet.endpoint;
export const desired = fleet && fleet.desired;
