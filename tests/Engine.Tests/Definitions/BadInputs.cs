namespace ImageForge.Engine.Tests.Definitions;

/// <summary>
/// The table: every kind of fault in a definition, where it is shown, in which words, and the way out.
/// </summary>
internal static class BadInputs
{
    private const string Site = "images/site/image.yaml";
    private const string Base = "images/base/image.yaml";
    private const string Control = "images/controls/banner.yaml";
    private const string Sensor = "images/sensors/watch.yaml";
    private const string Rules = "images/sensors/watch/watch.rules";
    private const string Schedule = "schedules/site.yaml";
    private const string Waiver = "images/waivers/site-banner.yaml";
    private const string Noise = "images/noise/watch.yaml";
    private const string Profile = "images/profiles/server.yaml";
    private const string Feed = "images/feeds/recorded.yaml";
    private const string Scenario = "images/scenarios/cron-entry.yaml";

    // Built from parts, or scanners for secrets would stop at this very file.
    private static readonly string AwsKey = "AKIA" + "IOSFODNN7ABCDEFG";
    private static readonly string GitHubToken = "ghp_" + new string('a', 36);
    private static readonly string SlackToken = "xoxb-" + "123456789012-abcdef";
    private static readonly string Hash = "$6$" + "saltsalt$" + new string('h', 86);
    private static readonly string PrivateKey = "-----BEGIN OPENSSH " + "PRIVATE KEY-----";
    private static readonly string KeyBody = new('b', 64);

    public static IReadOnlyList<BadInput> All { get; } =
    [
        .. Yaml(), .. Keys(), .. Names(), .. Files(), .. Meaning(), .. Waivers(), .. Gates(), .. Scenarios(),
        .. BadProvision.All, .. BadWebhooks.All, .. BadSchedules.All, .. BadBands.All, .. Secrets(),
    ];

    private static IEnumerable<BadInput> Yaml() =>
    [
        new("malformed YAML", Site, "[nginx.service, apt-daily.timer]", "[nginx.service, apt-daily.timer", "17:25",
            "not valid YAML after this place", "bracket"),
        new("tab as indentation", Site, "  profile: server", "\tprofile: server", "22:1", "a tab indents this line",
            "spaces"),
        new("unclosed quote", Site, "name: site", "name: \"site", "2:7", "not valid YAML", "check quotes"),
        new("empty file", Site, "", "", "1:1", "the file is empty", "README"),
        new("only comments", Site, "", "# nothing\n", "1:1", "no document", "README"),
        new("a list instead of keys", Site, "", "- name: site\n", "1:1", "expected keys with values", "name: web"),
        new("second document", Schedule, "listen: 127.0.0.1:0", "---\nfleet: other", "10:1",
            "a second document begins here", "a file of its own"),
        new("duplicate key", Site, "extends: base", "name: site", "4:1",
            "the key \"name\" is given twice, first in line 2", "keep one"),
        new("tag", Site, "name: site", "name: !!str site", "2:7", "tags are not allowed", "begins with !"),
        new("key that is no word", Site, "extends: base", "? [a, b]\n: base", "4:3", "a key must be a plain word",
            "without brackets"),
        new("alias that names nothing", Site, "extends: base", "extends: *parent", "4:10",
            "the alias *parent names nothing above it", "write the value"),
        new("alias that holds itself", Site, "packages:", "packages: &p [*p]\nfiles2:", "5:15",
            "the alias *p holds itself", "write the value"),
        new("alias bomb", Site, "", Bomb, "5:15", "more than 20000 values", "fewer aliases"),
        new("nested too deep", Site, "", "name: " + new string('[', 40) + new string(']', 40), "1:22",
            "nested deeper than 16 levels", "no definition needs"),
        new("invisible character", Site, "Serves a page", "Serves\u202E a page", "3:20", "invisible character U+202E",
            "delete it"),
        new("escaped control character", Site, "name: site", "name: \"si\\u001Bte\"", "2:7",
            "escaped control character", "delete it"),
        new("half a character", Site, "name: site", "name: \"si\\uD800te\"", "2:7", "not valid YAML", "check quotes"),
    ];

    // Nine to the power of twelve values, were it let go on.
    private static string Bomb => "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + string.Concat(
        Enumerable.Range(1, 12).Select(level =>
            $"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 9))}]\n"));

    private static IEnumerable<BadInput> Keys() =>
    [
        new("unknown key", Site, "packages:", "pakages:", "5:1", "unknown key \"pakages\"",
            "did you mean \"packages\"?"),
        new("unknown key inside a list", Site, "source: files/motd", "sorce: files/motd", "14:5",
            "unknown key \"sorce\"", "did you mean \"source\"? keys here: group, mode, owner, path, source"),
        new("missing key", Control, "check: |\n  grep -q Authorized /etc/issue\n", "", "2:1",
            "the key \"check\" is missing", "check: Run by sh -eu"),
        new("control without a mutation", Control, "mutation: |\n  : > /etc/issue\n", "", "2:1",
            "the key \"mutation\" is missing", "mutation: Undoes what apply did"),
        new("missing key inside a list", Site, "path: /etc/motd\n    source", "source",
            "13:5", "files[1]: the key \"path\" is missing", "Where the file goes"),
        new("unknown distribution", Base, "distribution: debian", "distribution: debain",
            "5:17", "\"debain\" is not a distribution", "did you mean \"debian\"?"),
        new("text where a list belongs", Site, "packages:\n  - nginx-light\n  - curl", "packages: nginx-light", "5:11",
            "packages: expected a list, found the text \"nginx-light\"", "[a, b]"),
        new("number where text belongs", Site, "mode: \"0640\"", "mode: 0640", "12:11",
            "files[0].mode: expected text, found the number \"0640\"", "put it in quotes: \"0640\""),
        new("word where truth belongs", Base, "system: false", "system: no", "14:13",
            "expected true or false, found the text \"no\"", "true or false"),
        new("text where a number belongs", Schedule, "desired: 3", "desired: three", "4:10",
            "desired: expected a whole number", "1 to 100000"),
        new("nothing where keys belong", Site, "hardening:\n  profile: server", "hardening:", "21:11",
            "hardening: expected keys with values, found nothing", "profile"),
        new("two lines where one belongs", Site, "extends: base", "extends: |\n  base\n", "4:10",
            "extends: expected one line of text", "one line"),
        new("absurdly many", Site, "packages:\n  - nginx-light\n  - curl",
            "packages: [" + string.Join(", ", Enumerable.Range(0, 501).Select(n => $"p{n}")) + "]", "5:11",
            "the list has 501 entries, at most 500", "At most 500"),
        new("absurdly long", Site, "extends: base", "extends: " + new string('b', 90), "4:10",
            "the text has 90 characters, at most 40", "image"),
        new("absurdly large", Site, "sizeMiB: 1024", "sizeMiB: 99999999999999999999999", "27:12",
            "is too large, at most 65536", "512 to 65536"),
        new("absurdly small", Site, "memoryMiB: 256", "memoryMiB: -1", "28:14", "is too small, at least 192", "in MiB"),
        new("listed twice", Site, "  - curl", "  - curl\n  - curl", "8:5", "\"curl\" is listed twice, first in line 7",
            "delete one"),
    ];

    private static IEnumerable<BadInput> Names() =>
    [
        new("unknown parent", Site, "extends: base", "extends: bass", "4:10", "there is no image \"bass\"",
            "did you mean \"base\"?"),
        new("image extends itself", Site, "extends: base", "extends: site", "4:10", "site → site",
            "give one of them a base"),
        new("both extends and base", Site, "extends: base",
            "extends: base\nbase: { distribution: debian, suite: bookworm, architecture: amd64 }", "5:1",
            "only an image that extends nothing has a base", "delete"),
        new("neither extends nor base", Site, "extends: base\n", "", "2:1", "neither extends nor base",
            "name a parent"),
        new("name differs from folder", Site, "name: site", "name: sight", "2:7",
            "differs from the folder images/site/", "name: site"),
        new("control's id differs from file", Control, "id: banner", "id: baner", "2:5", "differs from the file's name",
            "id: banner"),
        new("sensor's id differs from file", Sensor, "id: watch", "id: wach", "2:5", "differs from the file's name",
            "id: watch"),
        new("fleet differs from file", Schedule, "fleet: site", "fleet: sight", "2:8", "differs from the file's name",
            "fleet: site"),
        new("unknown profile", Site, "profile: server", "profile: servr", "22:12",
            "there is no hardening profile \"servr\"", "did you mean \"server\"? profiles: lean, none, server"),
        new("profile called none", Control, "profiles: [lean, server]", "profiles: [lean, server, none]", "7:26",
            "none is the profile without controls", "another name"),
        new("unknown sensor", Base, "sensors: [watch]", "sensors: [wacth]", "25:11", "there is no sensor \"wacth\"",
            "did you mean \"watch\"?"),
        new("unknown owner", Site, "owner: www-data", "owner: www-dta", "11:12", "there is no user \"www-dta\"",
            "did you mean \"www-data\"?"),
        new("unknown group", Site, "group: operator-one", "group: operator-on", "15:12",
            "there is no group \"operator-on\"", "did you mean \"operator-one\"?"),
        new("unknown group of a user", Base, "groups: [adm]", "groups: [amd]", "17:14", "there is no group \"amd\"",
            "did you mean \"adm\"?"),
        new("unknown suite", Base, "suite: bookworm", "suite: bookwurm", "6:10", "\"bookwurm\" is not a suite",
            "did you mean \"bookworm\"?"),
        new("unknown architecture", Base, "architecture: amd64", "architecture: x86_64", "7:17",
            "is not an architecture", "allowed: amd64, arm64"),
        new("unit without suffix", Site, "enable: [nginx.service", "enable: [nginx", "17:12",
            "\"nginx\" is not a systemd unit name", ".service"),
        new("unknown image in a schedule", Schedule, "image: site", "image: siet", "3:8", "there is no image \"siet\"",
            "did you mean \"site\"?"),
        new("user that Debian has", Base, "users:\n", "users:\n  - name: www-data\n", "13:11",
            "Debian has the user \"www-data\" already", "without declaring it"),
        new("area that is none", Control, "area: accounts", "area: acounts", "13:7", "\"acounts\" is not an area",
            "did you mean \"accounts\"?"),
        new("severity that is none", Control, "severity: low", "severity: lo", "5:11", "\"lo\" is not a severity",
            "did you mean \"low\"?"),
    ];

    private static IEnumerable<BadInput> Waivers() =>
    [
        new("waiver's id differs from file", Waiver, "id: site-banner", "id: site-baner", "2:5",
            "differs from the file's name", "id: site-banner"),
        new("waiver of an unknown control", Waiver, "control: banner", "control: baner", "3:10",
            "there is no control \"baner\"", "did you mean \"banner\"?"),
        new("waiver for an unknown image", Waiver, "image: site", "image: siet", "4:8", "there is no image \"siet\"",
            "did you mean \"site\"?"),
        new("waiver of two risks", Waiver, "control: banner", "control: banner\ncve: CVE-2026-0001", "4:6",
            "a waiver accepts one control, one CVE or one scenario", "two risks are two files"),
        new("waiver of nothing", Waiver, "control: banner\n", "", "2:1",
            "a waiver accepts one control, one CVE or one scenario", "write one of"),
        new("waiver that never ends", Waiver, "expires: 2026-06-30", "expires: 2999-01-01", "7:10",
            "2999-01-01 is more than 180 days from today", "at the latest"),
        new("waiver to no day", Waiver, "expires: 2026-06-30", "expires: 2026-02-30", "7:10",
            "\"2026-02-30\" is no day", "2027-01-31"),
        new("waiver without an owner", Waiver, "owner: ada\n", "", "2:1", "owner", ""),
        new("waiver without a real reason", Waiver, "The banner is being translated.", "later", "6:9", "reason", ""),
    ];

    private static IEnumerable<BadInput> Gates() =>
    [
        new("profile's id differs from file", Profile, "id: server", "id: sever", "2:5",
            "differs from the file's name", "id: server"),
        new("profile with an unknown severity", Profile, "refuseFrom: medium", "refuseFrom: medum", "6:15",
            "\"medum\" is not a severity", "did you mean \"medium\"?"),
        new("profile that half requires", Profile, "freshness: required", "freshness: requird", "8:12",
            "\"requird\" is not", "did you mean \"required\"?"),
        new("profile that requires an unknown scenario", Profile, "scenario: cron-entry", "scenario: cron-enrty",
            "12:17", "there is no scenario \"cron-enrty\"", "did you mean \"cron-entry\"?"),
        new("profile that requires a scenario twice", Profile, "rules: [cron-table]",
            "rules: [cron-table]\n    - scenario: cron-entry", "14:7", "\"cron-entry\" is required twice", "take one"),
        new("profile that waits for minutes", Profile, "within: 5s", "within: 90s", "10:11", "is not a time limit",
            "at most 60s"),
        new("waiver of an unknown scenario", Waiver, "control: banner", "scenario: cron-enrty", "3:11",
            "there is no scenario \"cron-enrty\"", "did you mean \"cron-entry\"?"),
        new("noise's id differs from file", Noise, "id: watch", "id: wach", "2:5", "differs from the file's name",
            "id: watch"),
        new("noise of no rules", Noise, "ruleSet: 9bdb", "ruleSet: XYZ", "3:10", "ruleSet", ""),
        new("noise on no day", Noise, "2026-11-29", "2026-11-31", "4:13", "\"2026-11-31\" is no day", "2026-11-29"),
        new("noise of a third tier", Noise, "tier: signal", "tier: signl", "13:33", "\"signl\" is not a tier",
            "did you mean \"signal\"?"),
        new("feed's id differs from file", Feed, "id: recorded", "id: record", "2:5", "differs from the file's name",
            "id: recorded"),
        new("feed from two places", Feed, "file: recorded.json", "url: https://example.org/a\nfile: recorded.json",
            "6:7", "a feed comes from one place", "either \"url:\" or \"file:\""),
        new("feed from nowhere", Feed, "file: recorded.json\n", "", "2:1", "a feed comes from one place", "write"),
        new("feed of an unknown kind", Feed, "kind: osv", "kind: ovs", "4:7", "\"ovs\" is not a kind of feed",
            "did you mean \"osv\"?"),
        new("feed of a kind that others have", Feed, "kind: osv", "kind: nvd", "4:7", "\"nvd\" is not a kind of feed",
            "allowed: debian-tracker, kev, osv, ssvc"),
        new("feed that may be a year old", Feed, "maxAge: 12h", "maxAge: 365d", "6:9",
            "\"365d\" is not between 1h and 90d", "7d"),
    ];

    private static IEnumerable<BadInput> Scenarios() =>
    [
        new("scenario's id differs from file", Scenario, "id: cron-entry", "id: cron-enrty", "2:5",
            "differs from the file's name", "id: cron-entry"),
        new("scenario of no technique", Scenario, "technique: T1053.003", "technique: cron", "5:12",
            "is not an ATT&CK technique", "T1053.003"),
        new("scenario that runs for minutes", Scenario, "limit: 30s", "limit: 90s", "9:8", "is not a time limit",
            "at most 60s"),
        new("scenario by an unknown account", Scenario, "account: user", "account: usr", "7:10",
            "\"usr\" is not an account", "did you mean \"user\"?"),
        new("scenario without a probe", Scenario, "effect: test -e /tmp/x", "", "2:1", "effect", "it had none"),
    ];

    private static IEnumerable<BadInput> Files() =>
    [
        new("source leaves the folder", Site, "source: files/motd", "source: ../base/files/motd", "14:13",
            "does not stay inside images/site/", "copy the file"),
        new("source is absolute", Site, "source: files/motd", "source: /etc/passwd", "14:13",
            "does not stay inside images/site/", "copy the file"),
        new("source is missing", Site, "source: files/motd", "source: files/mtod", "14:13",
            "there is no file images/site/files/mtod", "did you mean \"files/motd\"?"),
        new("source is a folder", Site, "source: files/motd", "source: files", "14:13",
            "there is no file images/site/files", "create it"),
        new("path is relative", Site, "path: /etc/motd", "path: etc/motd", "13:11", "is not a path inside the image",
            "Absolute and plain"),
        new("path climbs", Site, "path: /etc/motd", "path: /etc/../motd", "13:11", "is not a plain absolute path",
            "without . .."),
        new("path is emptied", Site, "path: /etc/motd", "path: /tmp/motd", "13:11",
            "lies below /tmp, which is empty in an image", "systemd-tmpfiles"),
        new("path through a link of the tree", Site, "path: /etc/motd", "path: /lib/motd", "13:11",
            "a link to /usr/lib", "write /usr/lib/motd"),
        new("path of the account files", Site, "path: /etc/motd", "path: /etc/shadow", "13:11",
            "written by the packages and by users", "under users"),
        new("path that ImageForge writes", Site, "path: /etc/motd", "path: /usr/lib/imageforge/image", "13:11",
            "written by ImageForge itself", "another path"),
        new("path listed twice", Site, "path: /etc/motd", "path: /srv/www/index.html", "13:11", "is listed twice",
            "keep one"),
        new("path inside a file", Site, "path: /etc/motd", "path: /srv/www/index.html/motd", "13:11",
            "cannot both be files", "keep one"),
        new("path that a sensor brings", Site, "path: /etc/motd", "path: /etc/audit/rules.d/watch.rules", "13:11",
            "the sensor watch brings", "images/sensors/watch.yaml"),
        new("mode lets everybody write", Site, "mode: \"0640\"", "mode: \"0666\"", "12:11",
            "mode 0666 lets everybody write", "write \"0664\""),
        new("mode sets setuid", Site, "mode: \"0640\"", "mode: \"4755\"", "12:11", "setuid", "without"),
        new("mode is not octal", Site, "mode: \"0640\"", "mode: \"0689\"", "12:11",
            "\"0689\" is not an octal file mode", "four octal digits"),
        new("sensor's owner is unknown", Sensor, "mode: \"0640\"", "owner: watcher", "8:12",
            "there is no user \"watcher\" in every image", "users of Debian's base"),
        new("audit rule without a technique", Rules, " -k attack:T1136.001", "", "1:1",
            "names its tier, its id and a technique", "-k attack:T1003.008"),
        new("audit rule for a path names a program", Rules, "-w /etc/passwd -p wa",
            "-a always,exit -F path=/etc/passwd -F perm=wa -F exe!=/usr/bin/dpkg", "1:1",
            "the kernel forgets which once /etc/passwd is replaced", "-S and dir= of the folder"),
        new("audit rules that the kernel reverses", Rules, "-w /etc/passwd -p wa",
            "-a never,exit -F path=/etc/passwd -F uid=0\n-w /etc/passwd -p wa", "2:1",
            "may match what line 1 matches", "let conditions part the two"),
    ];

    private static IEnumerable<BadInput> Meaning() =>
    [
        new("health port is not declared", Site, "  port: 80", "  port: 81", "24:9",
            "81 is not a declared port (declared: tcp/22, tcp/80)", "add { number: 81"),
        new("approvers that nobody asks", Site, "ports:\n", $"promotion: {{ approvers: [{KeyBody}] }}\nports:\n",
            "19:25", "automatic: stable asks nobody", "automatic: none"),
        new("port listed twice", Site, "ports:\n", "ports:\n  - number: 80\n", "21:5",
            "the port tcp/80 is listed twice", "keep one"),
        new("port zero", Site, "number: 80", "number: 0", "20:15", "too small, at least 1", "1 to 65535"),
        new("user listed twice", Base, "users:\n", "users:\n  - name: operator-one\n", "14:11", "is listed twice",
            "keep one"),
        new("enabled and masked", Site, "mask: [ssh.service]", "mask: [nginx.service]", "18:10",
            "both enabled and masked", "keep one"),
        new("mask blinds a sensor", Site, "mask: [ssh.service]", "mask: [auditd.service]", "18:10",
            "blinds the sensor watch", "take the sensor out"),
        new("pockets without release", Base, "architecture: amd64", "architecture: amd64\n  pockets: [security]",
            "8:12", "release is missing", "add release"),
        new("package with a version", Site, "- curl", "- curl=7.88", "7:5", "is not a Debian package name",
            "No version"),
        new("package that apt would remove", Site, "- curl", "- curl-", "7:5", "is not a Debian package name",
            "not ending in -"),
        new("mirror with a user name", Base, "architecture: amd64",
            "architecture: amd64\n  mirror: http://me@example.org/debian", "8:11", "is not an archive address",
            "without user name"),
    ];

    private static IEnumerable<BadInput> Secrets() =>
    [
        new("private key in a script", Control, "  printf 'Authorized use only.\\n' > /etc/issue",
            $"  {PrivateKey}\n  {KeyBody}",
            "10:3", "an OpenSSH private key in plain text", "by reference at launch"),
        new("cloud key in a comment", Site, "name: site", $"name: site # {AwsKey}", "2:14",
            "an AWS access key id in plain text", "treat it as leaked"),
        new("cloud secret in a script", Control, "  printf 'Authorized use only.\\n' > /etc/issue",
            "  export CLOUD_SECRET_ACCESS_KEY=" + new string('k', 40),
            "10:16", "an AWS secret access key in plain text", "by reference"),
        new("token in a text", Site, "Serves a page", GitHubToken, "3:14", "a GitHub token in plain text",
            "by reference"),
        new("chat token in a probe", Sensor, "systemctl is-active auditd.service", SlackToken, "12:3",
            "a Slack token in plain text", "by reference"),
        new("password assigned in a script", Control, "  printf 'Authorized use only.\\n' > /etc/issue",
            "  DB_PASSWORD=hunter22 ./install", "10:6", "a password or token in plain text", "by reference"),
        new("password hash in a script", Control, "  printf 'Authorized use only.\\n' > /etc/issue",
            $"  usermod -p '{Hash}' root", "10:15", "a password hash in plain text", "by reference"),
        new("password in a URL", Control, "  printf 'Authorized use only.\\n' > /etc/issue",
            "  curl https://me:" + "opensesame@example.org/", "10:8", "a URL with a password in plain text",
            "by reference"),
        new("password in a shipped file", "images/site/files/motd", "", "hello\npassword: hunter22\n", "2:1",
            "a password or token in plain text, shipped by images/site/image.yaml", "by reference"),
        new("key in a shipped file", "images/site/files/motd", "", $"{PrivateKey}\n{KeyBody}\n", "1:1",
            "an OpenSSH private key in plain text", "by reference"),
    ];
}
