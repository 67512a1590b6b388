namespace ImageForge.Engine.Tests.Definitions;

/// <summary>The table's part about repositories, local packages and steps: written before the image's ports.</summary>
internal static class BadProvision
{
    private const string Site = "images/site/image.yaml";
    private const string Sensor = "images/sensors/watch.yaml";
    private const string Repository = "repositories:\n  - name: acme\n    uri: http://acme.example/debian\n";
    private const string Main = "    suite: stable\n    components: [main]\n";

    public static IReadOnlyList<BadInput> All { get; } =
    [
        Before("a hash that is not the file's",
            $"debs:\n  - source: files/motd\n    sha256: {new string('a', 64)}\n", "21:13",
            "images/site/files/motd has not this SHA-256 but ", "from where the hash is published"),
        Before("a hash that is none", "debs:\n  - source: files/motd\n    sha256: abc\n", "21:13",
            "\"abc\" is not a SHA-256", "64 digits"),
        Before("a package that is not there",
            $"debs:\n  - source: files/motdd\n    sha256: {new string('a', 64)}\n", "20:13",
            "there is no file images/site/files/motdd", "did you mean \"files/motd\"?"),
        Before("a key that is none", $"{Repository}{Main}    key: files/motd\n", "24:10",
            "\"files/motd\" is no OpenPGP public key", "gpg --export"),
        Before("a repository without key", $"{Repository}{Main}", "20:5", "the key \"key\" is missing",
            "public key that the archive is signed with"),
        Before("a repository without components", $"{Repository}    suite: stable\n    key: files/motd\n", "22:12",
            "names no components", "components: [main]"),
        Before("a flat repository with components",
            $"{Repository}    suite: ./\n    components: [main]\n    key: files/motd\n", "23:17",
            "a suite that ends in / has no components", "leave components out"),
        Before("an address with a password", "repositories:\n  - name: acme\n    uri: ftp://acme.example/\n", "21:10",
            "is not an archive address", "http or https"),
        Before("a package pinned twice",
            $"{Repository}{Main}    key: files/motd\n    pins:\n      - {{ package: agent, version: \"1.*\" }}\n"
            + "      - { package: agent, version: \"2.*\" }\n", "27:9", "\"agent\" is pinned twice", "keep one"),
        Before("a hash for many versions",
            $"{Repository}{Main}    key: files/motd\n    pins:\n"
            + $"      - {{ package: agent, version: \"1.*\", sha256: {new string('a', 64)} }}\n", "26:51",
            "a hash is that of one file", "write the version out"),
        Before("a pinned hash that is none",
            $"{Repository}{Main}    key: files/motd\n    pins:\n"
            + "      - { package: agent, version: \"1.4\", sha256: abc }\n", "26:51", "\"abc\" is not a SHA-256",
            "64 hexadecimal digits"),
        new("a repository of a sensor without key", Sensor, "services:\n", $"{Repository}{Main}services:\n", "10:5",
            "the key \"key\" is missing", "public key that the archive is signed with"),
        new("a credential of the beacon", Sensor, "services:\n", "enrolment: [imageforge.token]\nservices:\n", "9:13",
            "the credential \"imageforge.token\" is one of the beacon's", "its own sensor"),
        new("a form of events that nobody writes", Sensor, "form: auditd", "form: syslog", "13:48",
            "\"syslog\" is not a form of events", "auditd, falco, osquery"),
        Before("a step of nothing", "steps:\n  - network: true\n", "20:5", "a step needs run or ansible",
            "name a script"),
        Before("a step of two things", "steps:\n  - run: files/motd\n    ansible: files/motd\n", "20:5",
            "run or ansible, not both", "two steps"),
        Before("a script that is not there", "steps:\n  - run: files/mtd\n", "20:10",
            "there is no file images/site/files/mtd", "did you mean \"files/motd\"?"),
        Before("a script outside", "steps:\n  - run: ../base/files/motd\n", "20:10",
            "does not stay inside images/site/", "copy the file"),
        Before("a limit beyond the limit", "steps:\n  - { run: files/motd, timeLimit: 2h }\n", "20:35",
            "\"2h\" is not between 1s and 60m", "built beforehand"),
        Before("a limit that is none", "steps:\n  - { run: files/motd, timeLimit: soon }\n", "20:35",
            "\"soon\" is not a time limit", "1s to 60m"),
        Before("a variable that is given", "steps:\n  - { run: files/motd, environment: [PATH=/bin] }\n", "20:38",
            "PATH is given to every script already", "leave it out"),
        Before("a variable twice", "steps:\n  - { run: files/motd, environment: [A=1, A=2] }\n", "20:43",
            "A is given twice", "keep one"),
        Before("a variable without a value", "steps:\n  - { run: files/motd, environment: [A] }\n", "20:38",
            "\"A\" is not a variable as NAME=value", "then = and its value"),
        Before("environment of a playbook", "steps:\n  - { ansible: files/motd, environment: [A=1] }\n", "20:28",
            "environment belongs to run", "variables beside it"),
        Before("a playbook in the image's own folder", "steps:\n  - ansible: image.yaml\n", "20:14",
            "lies in the image's own folder", "a folder of its own"),
    ];

    // In the place of its ports, in line 19; they are written behind.
    private static BadInput Before(string name, string text, string where, string words, string wayOut) =>
        new(name, Site, "ports:\n", $"{text}ports:\n", where, words, wayOut);
}
