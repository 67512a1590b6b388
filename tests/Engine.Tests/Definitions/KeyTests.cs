using System.Text.Json;
using System.Text.Json.Nodes;
using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Tests.Definitions;

/// <summary>
/// Every key that a schema offers changes what is read, so that no editor completes a key which we pass over. (The
/// other way round holds by itself: the schemas are closed.)
/// </summary>
public sealed class KeyTests
{
    private const string Site = "images/site/image.yaml";
    private const string Base = "images/base/image.yaml";
    private const string Banner = "images/controls/banner.yaml";
    private const string Watch = "images/sensors/watch.yaml";
    private const string Schedule = "schedules/site.yaml";
    private const string Profile = "images/profiles/server.yaml";
    private const string Feed = "images/feeds/recorded.yaml";
    private const string Webhook = "webhooks/pager.yaml";
    private const string Table = "images/remediation.yaml";

    private const string Always = "windows: always";
    private const string Night = "windows:\n  - { from: 22:00, to: 04:00, zone: Europe/Berlin";
    private const string Freeze = "blackouts:\n  - { from: 2026-12-20, to: 2027-01-03, zone: UTC";
    private const string Detection = "onDetection: [{ severity: alert, action: quarantine";

    private const string Daily = "{ cron: 0 3 * * *, zone: UTC";

    private const string Archive =
        "repositories:\n  - { name: acme, uri: http://acme.example, suite: stable, key: keys/acme.asc, "
        + "components: [main]";

    private const string Required = "  require:\n    - scenario: cron-entry\n      rules: [cron-table]\n";

    private const string Motd = "1b7e2ad0461ac242f51773a9a879216c" + "824ebf94c5aa7a86c17aa0a44c0a721a";
    private const string Pin = "{ package: agent, version: \"1.*\" }";
    private const string Exact = "{ package: agent, version: \"1.4\", sha256: " + Motd + " }";

    private const string OfMaker =
        "repositories:\n  - { name: maker, uri: http://maker.example, suite: stable, key: watch/maker.asc, "
        + "components: [main]";

    private const string Deb = "debs:\n  - { source: files/motd, sha256: " + Motd + " }\nports:";

    // These can only be one thing: what the file is called, Debian, or what the gate detection reads. The table of bad
    // inputs holds them.
    private static readonly string[] Fixed =
    [
        "image.name", "control.id", "sensor.id", "schedule.fleet", "profile.id", "feed.id", "webhook.id", "image.base.distribution",
        "sensor.events.form",
    ];

    private static readonly (string Key, string File, string Old, string New)[] Rows =
    [
        ("image.description", Site, "Serves a page", "Serves two"),
        ("image.extends", Site, "extends: base", "extends: next"),
        ("image.base.suite", Base, "suite: bookworm", "suite: trixie"),
        ("image.base.architecture", Base, "architecture: amd64", "architecture: arm64"),
        ("image.base.pockets", Base, "suite:", "pockets: [release]\n  suite:"),
        ("image.base.mirror", Base, "suite:", "mirror: http://example.org/debian\n  suite:"),
        ("image.base.securityMirror", Base, "suite:", "securityMirror: http://example.org/debian\n  suite:"),
        ("image.packages", Site, "- curl", "- wget"),
        ("image.repositories.name", Site, "ports:", $"{Archive} }}\nports:"),
        ("image.repositories.uri", Site, "ports:", $"{Archive} }}\nports:"),
        ("image.repositories.suite", Site, "ports:", $"{Archive} }}\nports:"),
        ("image.repositories.components", Site, "ports:", $"{Archive} }}\nports:"),
        ("image.repositories.architectures", Site, "ports:", $"{Archive}, architectures: [arm64] }}\nports:"),
        ("image.repositories.key", Site, "ports:", $"{Archive} }}\nports:"),
        ("image.repositories.pins.package", Site, "ports:", $"{Archive}, pins: [{Pin}] }}\nports:"),
        ("image.repositories.pins.version", Site, "ports:", $"{Archive}, pins: [{Pin}] }}\nports:"),
        ("image.repositories.pins.sha256", Site, "ports:", $"{Archive}, pins: [{Exact}] }}\nports:"),
        ("image.debs.source", Site, "ports:", Deb),
        ("image.debs.sha256", Site, "ports:", Deb),
        ("image.steps.run", Site, "ports:", "steps: [{ run: files/motd }]\nports:"),
        ("image.steps.ansible", Site, "ports:", "steps: [{ ansible: files/motd }]\nports:"),
        ("image.steps.environment", Site, "ports:", "steps: [{ run: files/motd, environment: [A=1] }]\nports:"),
        ("image.steps.network", Site, "ports:", "steps: [{ run: files/motd, network: true }]\nports:"),
        ("image.steps.timeLimit", Site, "ports:", "steps: [{ run: files/motd, timeLimit: 1m }]\nports:"),
        ("image.files.path", Site, "path: /etc/motd", "path: /etc/greeting"),
        ("image.files.source", Site, "source: files/motd", "source: files/index.html"),
        ("image.files.owner", Site, "owner: www-data", "owner: nobody"),
        ("image.files.group", Site, "group: operator-one", "group: adm"),
        ("image.files.mode", Site, "mode: \"0640\"", "mode: \"0600\""),
        ("image.users.name", Base, "  - name: operator-one", "  - name: second\n  - name: operator-one"),
        ("image.users.system", Base, "system: false", "system: true"),
        ("image.users.home", Base, "home: /var/lib/operator-one", "home: /srv/operator-one"),
        ("image.users.shell", Base, "shell: /bin/bash", "shell: /bin/sh"),
        ("image.users.groups", Base, "groups: [adm]", "groups: [sudo]"),
        ("image.services.enable", Site, "[nginx.service, apt-daily.timer]", "[nginx.service]"),
        ("image.services.mask", Site, "mask: [ssh.service]", "mask: [cron.service]"),
        ("image.ports.number", Base, "number: 22", "number: 2222"),
        ("image.ports.protocol", Base, "number: 22", "number: 22\n    protocol: udp"),
        ("image.hardening.profile", Site, "profile: server", "profile: lean"),
        ("image.sensors", Base, "sensors: [watch]", "sensors: [watch, other]"),
        ("image.health.port", Site, "  port: 80", "  port: 22"),
        ("image.health.path", Site, "path: /healthz", "path: /up"),
        ("image.health.status", Site, "path: /healthz", "path: /healthz\n  status: 204"),
        ("image.promotion.automatic", Site, "ports:", "promotion: { automatic: canary }\nports:"),
        ("image.promotion.approvers", Site, "ports:", $"promotion: {{ automatic: none, approvers: [{Motd}] }}\nports:"),
        ("image.retention.keep", Site, "ports:", "retention: { keep: 3 }\nports:"),
        ("image.retention.for", Site, "ports:", "retention: { for: 30d }\nports:"),
        ("image.rebuild.cron", Site, "ports:", $"rebuild: {Daily} }}\nports:"),
        ("image.rebuild.zone", Site, "ports:", $"rebuild: {Daily} }}\nports:"),
        ("image.rebuild.when", Site, "ports:", $"rebuild: {Daily}, when: packagesChanged }}\nports:"),
        ("image.disk.sizeMiB", Site, "sizeMiB: 1024", "sizeMiB: 2048"),
        ("image.disk.memoryMiB", Site, "memoryMiB: 256", "memoryMiB: 512"),
        ("control.title", Banner, "title: A banner", "title: The banner"),
        ("control.why", Banner, "why: It tells", "why: This tells"),
        ("control.area", Banner, "area: accounts", "area: logging"),
        ("control.packages", Banner, "order: 90", "packages: [jq]\norder: 90"),
        ("control.severity", Banner, "severity: low", "severity: high"),
        ("control.references", Banner, "[CIS Debian 12 1.7.1]", "[ANSSI R1]"),
        ("control.profiles", Banner, "[lean, server]", "[lean]"),
        ("control.order", Banner, "order: 90", "order: 91"),
        ("control.apply", Banner, "Authorized use only", "Authorised use only"),
        ("control.check", Banner, "grep -q", "grep -iq"),
        ("control.mutation", Banner, ": > /etc/issue", "rm /etc/issue"),
        ("sensor.title", Watch, "title: Watches", "title: Hears"),
        ("sensor.packages", Watch, "[auditd]", "[auditd, jq]"),
        ("sensor.repositories.name", Watch, "services:", $"{OfMaker} }}\nservices:"),
        ("sensor.repositories.uri", Watch, "services:", $"{OfMaker} }}\nservices:"),
        ("sensor.repositories.suite", Watch, "services:", $"{OfMaker} }}\nservices:"),
        ("sensor.repositories.components", Watch, "services:", $"{OfMaker} }}\nservices:"),
        ("sensor.repositories.key", Watch, "services:", $"{OfMaker} }}\nservices:"),
        ("sensor.repositories.architectures", Watch, "services:", $"{OfMaker}, architectures: [arm64] }}\nservices:"),
        ("sensor.repositories.pins.package", Watch, "services:", $"{OfMaker}, pins: [{Pin}] }}\nservices:"),
        ("sensor.repositories.pins.version", Watch, "services:", $"{OfMaker}, pins: [{Pin}] }}\nservices:"),
        ("sensor.repositories.pins.sha256", Watch, "services:", $"{OfMaker}, pins: [{Exact}] }}\nservices:"),
        ("sensor.enrolment", Watch, "services:", "enrolment: [watch.secret]\nservices:"),
        ("sensor.events.log", Watch, "log: /var/log/audit/audit.log", "log: /var/log/audit/other.log"),
        ("sensor.notExercised", Watch, "services:", "notExercised: Nobody has it.\nservices:"),
        ("sensor.identities", Watch, "[auditd]", "[auditd]\nidentities: [/var/lib/watch/id]"),
        ("sensor.files.path", Watch, "path: /etc/audit/rules.d/watch.rules", "path: /etc/audit/rules.d/other.rules"),
        ("sensor.files.source", Watch, "source: watch/watch.rules", "source: watch.yaml"),
        ("sensor.files.owner", Watch, "mode: \"0640\"", "owner: daemon"),
        ("sensor.files.group", Watch, "mode: \"0640\"", "group: adm"),
        ("sensor.files.mode", Watch, "mode: \"0640\"", "mode: \"0600\""),
        ("sensor.services.enable", Watch, "enable: [auditd.service]", "enable: []"),
        ("sensor.services.mask", Watch, "services:", "services:\n  mask: [rsyslog.service]"),
        ("sensor.probe", Watch, "is-active", "is-failed"),
        ("profile.title", Profile, "For servers", "For hosts"),
        ("profile.vulnerabilities.feed", Profile, "feed: required", "feed: optional"),
        ("profile.vulnerabilities.refuseFrom", Profile, "refuseFrom: medium", "refuseFrom: low"),
        ("profile.vulnerabilities.unfixed", Profile, "unfixed: refuse", "unfixed: report"),
        ("profile.freshness", Profile, "freshness: required", "freshness: report"),
        ("profile.detection.within", Profile, "within: 5s", "within: 6s"),
        ("profile.detection.require.scenario", Profile, Required, ""),
        ("profile.detection.require.rules", Profile, "rules: [cron-table]", "rules: [cron-file]"),
        ("webhook.url", Webhook, "https://pager.example", "https://other.example"),
        ("webhook.events", Webhook, "sensor.gap]", "sensor.gap, rotation.done]"),
        ("webhook.secret.file", Webhook, "pager.secret", "other.secret"),
        ("webhook.secret.environment", Webhook, "file: /etc/imageforge/pager.secret", "environment: PAGER"),
        ("webhook.secret.credential", Webhook, "file: /etc/imageforge/pager.secret", "credential: pager"),
        ("feed.title", Feed, "A recorded", "The recorded"),
        ("feed.kind", Feed, "kind: osv", "kind: debian-tracker"),
        ("feed.url", Feed, "file: recorded.json", "url: https://example.org/feed.zip"),
        ("feed.file", Feed, "recorded.json", "other.json"),
        ("feed.maxAge", Feed, "maxAge: 12h", "maxAge: 13h"),
        ("remediation.title", Table, "The table", "A table"),
        ("remediation.source", Table, "made up", "thought up"),
        ("remediation.bands.exploited", Table, Pair("k-at", 8, "--at", 9), Pair("--at", 8, "k-at", 9)),
        ("remediation.bands.exposed", Table, Pair("ke-t", 4, "k--t", 5), Pair("k--t", 4, "ke-t", 5)),
        ("remediation.bands.automatable", Table, Pair("kea-", 2, "ke--", 3), Pair("ke--", 2, "kea-", 3)),
        ("remediation.bands.impact", Table, Pair("ke--", 3, "ke-t", 4), Pair("ke-t", 3, "ke--", 4)),
        ("remediation.bands.within", Table, "within: 2d", "within: next-image"),
        ("remediation.bands.forensics", Table, "forensics: true", "forensics: false"),
        ("schedule.exposure", Schedule, "windows:", "exposure: internal\nwindows:"),
        ("schedule.hotfix.passWindows", Schedule, "windows:", "hotfix: { passWindows: false }\nwindows:"),
        ("schedule.hotfix.checkpoints", Schedule, "windows:", "hotfix: { checkpoints: [50] }\nwindows:"),
        ("schedule.hotfix.checkpointDelay", Schedule, "windows:", "hotfix: { checkpointDelay: 30s }\nwindows:"),
        ("schedule.hotfix.bakeTime", Schedule, "windows:", "hotfix: { bakeTime: 30s }\nwindows:"),
        ("schedule.hotfix.maxBatchPercentage", Schedule, "windows:", "hotfix: { maxBatchPercentage: 50 }\nwindows:"),
        ("schedule.channel", Schedule, "windows:", "channel: canary\nwindows:"),
        ("schedule.image", Schedule, "image: site", "image: next"),
        ("schedule.desired", Schedule, "desired: 3", "desired: 4"),
        ("schedule.minHealthyPercentage", Schedule, "minHealthyPercentage: 100", "minHealthyPercentage: 99"),
        ("schedule.maxHealthyPercentage", Schedule, "maxHealthyPercentage: 134", "maxHealthyPercentage: 135"),
        ("schedule.maxBatchPercentage", Schedule, "desired: 3", "desired: 3\nmaxBatchPercentage: 30"),
        ("schedule.maxUnhealthyPercentage", Schedule, "desired: 3", "desired: 3\nmaxUnhealthyPercentage: 30"),
        ("schedule.instanceWarmup", Schedule, "instanceWarmup: 10s", "instanceWarmup: 11s"),
        ("schedule.drainTimeout", Schedule, "drainTimeout: 15s", "drainTimeout: 16s"),
        ("schedule.launchTimeout", Schedule, "launchTimeout: 3m", "launchTimeout: 4m"),
        ("schedule.strategy", Schedule, "windows:", "strategy: reimage\nwindows:"),
        ("schedule.checkpoints", Schedule, "windows:", "checkpoints: [50]\nwindows:"),
        ("schedule.checkpointDelay", Schedule, "windows:", "checkpointDelay: 1m\nwindows:"),
        ("schedule.approvals", Schedule, "windows:", "approvals: [0]\nwindows:"),
        ("schedule.bakeTime", Schedule, "windows:", "bakeTime: 1m\nwindows:"),
        ("schedule.rollbackFor", Schedule, "windows:", "rollbackFor: 1h\nwindows:"),
        ("schedule.autoRollback", Schedule, "windows:", "autoRollback: false\nwindows:"),
        ("schedule.maxAge", Schedule, "windows:", "maxAge: 14d\nwindows:"),
        ("schedule.maxImageAge", Schedule, "windows:", "maxImageAge: 14d\nwindows:"),
        ("schedule.windows", Schedule, Always, $"{Night} }}"),
        ("schedule.windows.days", Schedule, Always, $"{Night}, days: [mon] }}"),
        ("schedule.windows.from", Schedule, Always, $"{Night} }}"),
        ("schedule.windows.to", Schedule, Always, $"{Night} }}"),
        ("schedule.windows.zone", Schedule, Always, $"{Night} }}"),
        ("schedule.blackouts.from", Schedule, Always, $"{Always}\n{Freeze} }}"),
        ("schedule.blackouts.to", Schedule, Always, $"{Always}\n{Freeze} }}"),
        ("schedule.blackouts.zone", Schedule, Always, $"{Always}\n{Freeze} }}"),
        ("schedule.blackouts.reason", Schedule, Always, $"{Always}\n{Freeze}, reason: feast }}"),
        ("schedule.rotate.cron", Schedule, "windows:", "rotate: { cron: 0 22 * * *, zone: UTC }\nwindows:"),
        ("schedule.rotate.zone", Schedule, "windows:", "rotate: { cron: 0 22 * * *, zone: UTC }\nwindows:"),
        ("schedule.protectedInstances.wait", Schedule, "windows:", "protectedInstances: { wait: 2h }\nwindows:"),
        ("schedule.skipMatching", Schedule, "windows:", "skipMatching: false\nwindows:"),
        ("schedule.onDetection.severity", Schedule, "windows:", $"{Detection} }}]\nwindows:"),
        ("schedule.onDetection.action", Schedule, "windows:", $"{Detection} }}]\nwindows:"),
        ("schedule.onDetection.technique", Schedule, "windows:", $"{Detection}, technique: T1053.003 }}]\nwindows:"),
        ("schedule.evidence", Schedule, "windows:", "evidence: required\nwindows:"),
        ("schedule.listen", Schedule, "127.0.0.1:0", "127.0.0.1:8080"),
    ];

    public static TheoryData<string> Keys() => [.. Rows.Select(row => row.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_changes_what_is_read(string key)
    {
        var (_, file, old, replacement) = Rows.Single(row => row.Key == key);
        using var tree = new CopiedTree();
        tree.Write("images/next/image.yaml", File.ReadAllText(tree.PathOf(Site))
            .Replace("name: site", "name: next", StringComparison.Ordinal)
            .Replace("files/", "files-of-", StringComparison.Ordinal)
            .Replace("operator-one", "adm", StringComparison.Ordinal));
        tree.Write("images/site/keys/acme.asc", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n")
            .Write("images/sensors/watch/maker.asc", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n");
        tree.Write("images/sensors/other.yaml", "id: other\ntitle: Another\n");
        tree.Write("images/next/files-of-motd", "next\n").Write("images/next/files-of-index.html", "next\n");
        var before = Read(tree);

        tree.Replace(file, old, replacement);

        Assert.NotEqual(before, Read(tree));
    }

    [Fact]
    public void The_table_holds_every_key_of_every_schema()
    {
        string[] kinds = ["image", "control", "sensor", "schedule", "profile", "feed", "remediation", "webhook"];
        var offered = kinds.SelectMany(kind => Leaves(kind, Schema(kind), Schema(kind)));

        Assert.Equal(offered.Order(), Rows.Select(row => row.Key).Concat(Fixed).Order());
    }

    private static string Read(CopiedTree tree) => string.Join(
        '\n',
        JsonSerializer.Serialize(tree.Reader.ReadImage("base")),
        JsonSerializer.Serialize(tree.Reader.ReadImage("site")),
        JsonSerializer.Serialize(tree.Reader.ReadSchedule("site")),
        JsonSerializer.Serialize(tree.Reader.ReadRemediation()),
        string.Join('\n', tree.Reader.ReadWebhooks().Select(hook =>
            $"{hook.Id} {hook.Url} {string.Join(' ', hook.Kinds)} {hook.Secret}")));

    // Two bands that stand one below the other: exploited, exposed, automatable, total; a dash: not so.
    private static string Pair(string above, int days, string below, int daysBelow) =>
        $"{Inputs(above)}, within: {days}d }}\n  - {{ {Inputs(below)}, within: {daysBelow}d }}";

    private static string Inputs(string letters) =>
        $"exploited: {Flag(letters[0])}, exposed: {Flag(letters[1])}, automatable: {Flag(letters[2])}, "
            + $"impact: {(letters[3] == 't' ? "total" : "partial")}";

    private static string Flag(char letter) => letter == '-' ? "false" : "true";

    private static IEnumerable<string> Leaves(string path, JsonNode root, JsonNode node)
    {
        var target = node["$ref"] is { } reference
            ? root["definitions"]![reference.GetValue<string>().Split('/')[^1]]!
            : node;
        if (target["properties"] is JsonObject properties)
        {
            return properties.SelectMany(property => Leaves($"{path}.{property.Key}", root, property.Value!));
        }

        if (target["oneOf"] is JsonArray forms)
        {
            return forms.SelectMany(form => Leaves(path, root, form!));
        }

        return target["items"] is { } items ? Leaves(path, root, items) : [path];
    }

    private static JsonNode Schema(string kind)
    {
        using var stream = typeof(DefinitionReader).Assembly.GetManifestResourceStream($"{kind}.schema.json")!;
        return JsonNode.Parse(stream)!;
    }
}
