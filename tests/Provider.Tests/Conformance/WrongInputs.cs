namespace ImageForge.Provider.Tests.Conformance;

/// <summary>What programs get wrong, and what they are told.</summary>
internal static class WrongInputs
{
    private const string Image = ProviderBench.ImageType;
    private const string Fleet = ProviderBench.FleetType;
    private const string Waiver = ProviderBench.WaiverType;
    private const string Provider = "";
    private const string Sealed =
        "\"4dabf18193072939515e22adb298388d\":\"1b47061264138c4ac30d75fd1eb44270\"";
    private const string Sound =
        "\"image\":\"web\",\"owner\":\"team web\",\"reason\":\"a reason that is long enough\",\"expires\":\"DAY+30\"";

    public static WrongInput[] Images { get; } =
    [
        new("missing required", Image, "{}", "definition", "it is missing: Name of the image"),
        new("null for required", Image, """{"definition":null}""", "definition", "it is missing"),
        new("empty text", Image, """{"definition":""}""", "definition", "expected 1 to 40 characters, not 0"),
        new("list for text", Image, """{"definition":["web"]}""", "definition", "expected a text, not a list"),
        new("map for text", Image, """{"definition":{"name":"web"}}""", "definition", "expected a text, not a map"),
        new("bad pattern", Image, """{"definition":"Web_1"}""", "definition", "\"Web_1\": expected an image name"),
        new("number for a name", Image, """{"definition":7}""", "definition", "\"7\": expected an image name"),
        new("two lines", Image, """{"definition":"we\nb"}""", "definition", "expected one line of text"),
        new("unknown definition", Image, """{"definition":"wbe"}""", "definition", "did you mean \"web\"?"),
        new("broken definition", Image, """{"definition":"broken"}""", "definition",
            "images/broken/image.yaml:3:1: not valid YAML"),
        new("wrong definition", Image, """{"definition":"wrong"}""", "definition", "images/wrong/image.yaml:2:1: "),
        new("unknown key with a near name", Image, """{"definition":"web","chanel":"canary"}""", "chanel",
            "did you mean \"channel\"?"),
        new("unknown key with no near name", Image, """{"definition":"web","a.b/c":1}""", "[\"a.b/c\"]",
            "there is no such property"),
        new("unknown channel", Image, """{"definition":"web","channel":"beta"}""", "channel",
            "\"beta\": expected one of stable, canary"),
        new("bad target", Image, """{"definition":"web","target":"moon"}""", "target", "'moon' is no target"),
        new("target on another machine", Image, """{"definition":"web","target":"simulated:http://192.0.2.7:1"}""",
            "target", "127.0.0.1"),
        new("list for map", Image, """{"definition":"web","overrides":["release"]}""", "overrides",
            "expected a map, not a list"),
        new("text for list", Image, """{"definition":"web","overrides":{"pockets":"release"}}""", "overrides.pockets",
            "expected a list, not \"release\""),
        new("unknown key in depth", Image, """{"definition":"web","overrides":{"pocket":["release"]}}""",
            "overrides.pocket", "did you mean \"pockets\"?"),
        new("pockets without release", Image, """{"definition":"web","overrides":{"pockets":["security"]}}""",
            "overrides.pockets", "release is missing"),
        new("an unknown pocket", Image, """{"definition":"web","overrides":{"pockets":["release","securty"]}}""",
            "overrides.pockets[1]", "\"securty\": expected one of"),
        new("a map for a pocket", Image, """{"definition":"web","overrides":{"pockets":["release",{}]}}""",
            "overrides.pockets[1]", "expected a text, not a map"),
        new("null for a pocket", Image, """{"definition":"web","overrides":{"pockets":["release",null]}}""",
            "overrides.pockets[1]", "expected one of"),
        new("no pockets", Image, """{"definition":"web","overrides":{"pockets":[]}}""", "overrides.pockets",
            "expected 1 to"),
        new("a pocket twice", Image, """{"definition":"web","overrides":{"pockets":["release","release"]}}""",
            "overrides.pockets[1]", "twice"),
        new("an asset for text", Image,
            """{"definition":{"4dabf18193072939515e22adb298388d":"c44067f5952c0a294b673a41bacd8c17","hash":"00"}}""",
            "definition", "expected a text, not an asset or a reference"),
        new("a wrong secret", Image,
            $$$"""{"definition":{{{{Sealed}}},"value":"S3cret!"}}""",
            "definition", "expected an image name") { Hidden = "S3cret!" },
        new("a secret of a wrong type", Image,
            $$$"""{"definition":{{{{Sealed}}},"value":["S3cret!"]}}""",
            "definition", "expected a text") { Hidden = "S3cret!" },
        new("a secret that names nothing", Image,
            $$$"""{"definition":{{{{Sealed}}},"value":"s3cret"}}""",
            "definition", "would give the secret away") { Hidden = "s3cret" },
        new("a secret that is no target", Image,
            """
            {"definition":"web",
             "target":{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","value":"s3cret"}}
            """,
            "target", "would give the secret away") { Hidden = "s3cret" },
        new("a secret in a list", Image,
            """
            {"definition":"web","overrides":{"pockets":["release",
             {"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","value":"s3cret"}]}}
            """,
            "overrides.pockets[1]", "expected one of") { Hidden = "s3cret" },
    ];

    public static WrongInput[] Fleets { get; } =
    [
        new("missing required", Fleet, "{}", "schedule", "it is missing: Name of the fleet"),
        new("unknown schedule", Fleet, """{"schedule":"wbe"}""", "schedule", "did you mean \"web\"?"),
        new("broken schedule", Fleet, """{"schedule":"broken"}""", "schedule", "schedules/broken.yaml:3:"),
        new("too long a name", Fleet, """{"schedule":"abcdefghijklmnopq"}""", "schedule",
            "expected 1 to 16 characters, not 17"),
        new("below the minimum", Fleet, """{"schedule":"web","desired":0}""", "desired", "expected 1 to 100000"),
        new("above the maximum", Fleet, """{"schedule":"web","desired":100001}""", "desired", "expected 1 to 100000"),
        new("a fraction", Fleet, """{"schedule":"web","desired":2.5}""", "desired", "expected a whole number, not 2.5"),
        new("no number", Fleet, """{"schedule":"web","desired":"NaN"}""", "desired",
            "expected a whole number, not \"NaN\""),
        new("true for a number", Fleet, """{"schedule":"web","desired":true}""", "desired",
            "expected a whole number, not true"),
        new("no image", Fleet, """{"schedule":"web","image":"web@xyz"}""", "image", "\"web@xyz\": expected an image"),
        new("no channel of an image", Fleet, """{"schedule":"web","image":"web:beta"}""", "image", "expected an image"),
        new("no way to wait", Fleet, """{"schedule":"web","waitFor":"done"}""", "waitFor",
            "\"done\": expected one of complete, started"),
        new("unknown key with a near name", Fleet, """{"schedule":"web","desird":2}""", "desird",
            "did you mean \"desired\"?"),
        new("an output for an input", Fleet, """{"schedule":"web","rotation":"r-1"}""", "rotation",
            "there is no such property"),
        new("bad target", Fleet, """{"schedule":"web","target":"simulated:here"}""", "target", "http://127.0.0.1"),
    ];

    public static WrongInput[] Waivers { get; } =
    [
        new("missing required", Waiver, """{"id":"w"}""", "expires", "it is missing: The last day"),
        new("no pattern of an id", Waiver, $$"""{"id":"W 1","cve":"CVE-2026-0001",{{Sound}}}""", "id",
            "\"W 1\": expected a waiver id"),
        new("a path for an id", Waiver, $$"""{"id":"../x","cve":"CVE-2026-0001",{{Sound}}}""", "id",
            "expected a waiver id"),
        new("two kinds", Waiver, $$"""{"id":"w","cve":"CVE-2026-0001","scenario":"cron",{{Sound}}}""", "scenario",
            "two risks are two files"),
        new("no kind", Waiver, $$"""{"id":"w",{{Sound}}}""", "id", "control"),
        new("unknown control", Waiver, $$"""{"id":"w","control":"no-such-control",{{Sound}}}""", "control",
            "there is no control"),
        new("no CVE", Waiver, $$"""{"id":"w","cve":"CVE-26-1",{{Sound}}}""", "cve", "expected a CVE id"),
        new("too far ahead", Waiver,
            """
            {"id":"w","cve":"CVE-2026-0001","image":"web","owner":"o","reason":"long enough it is","expires":"DAY+400"}
            """,
            "expires", "180"),
        new("no day", Waiver,
            """
            {"id":"w","cve":"CVE-2026-0001","image":"web","owner":"o","reason":"long enough it is",
             "expires":"2026-02-31"}
            """,
            "expires", "2026-02-31"),
        new("too short a reason", Waiver,
            """{"id":"w","cve":"CVE-2026-0001","image":"web","owner":"o","reason":"because","expires":"DAY+30"}""",
            "reason", "expected 10 to 600 characters, not 7"),
        new("unknown image", Waiver,
            """
            {"id":"w","cve":"CVE-2026-0001","image":"wbe","owner":"o","reason":"long enough it is","expires":"DAY+30"}
            """,
            "image", "did you mean \"web\"?"),
        new("a secret in a file that is reviewed", Waiver,
            """
            {"id":"w","cve":"CVE-2026-0001","image":"web","owner":"o","expires":"DAY+30",
             "reason":{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","value":"s3cret and long"}}
            """,
            "reason", "it holds no secret") { Hidden = "s3cret" },
    ];

    public static WrongInput[] Configurations { get; } =
    [
        new("endpoint without token", Provider, """{"endpoint":"https://forge.example:7443"}""", "token",
            "imageforge token create"),
        new("endpoint in the clear", Provider, """{"endpoint":"http://forge.example:7443","token":"t"}""", "endpoint",
            "over https only"),
        new("endpoint with a path", Provider, """{"endpoint":"https://forge.example/v1","token":"t"}""", "endpoint",
            "without path"),
        new("definitions that are not there", Provider, """{"definitions":"./nowhere"}""", "definitions",
            "has no folder images/"),
        new("definitions with a null in them", Provider, """{"definitions":"a\u0000b"}""", "definitions",
            "expected one line of text"),
        new("too long a state", Provider,
            """{"state":"/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789"}""", "state",
            "characters long"),
        new("empty state", Provider, """{"state":""}""", "state", "expected at least 1 characters, not 0"),
        new("empty definitions", Provider, """{"definitions":""}""", "definitions", "expected at least 1"),
        new("empty endpoint", Provider, """{"endpoint":"","token":"t"}""", "endpoint", "expected an address"),
        new("empty token", Provider, """{"endpoint":"https://forge.example","token":""}""", "token",
            "expected at least 1"),
        new("bad target", Provider, """{"target":"simulated:ftp://127.0.0.1:1"}""", "target", "127.0.0.1"),
        new("list for text", Provider, """{"definitions":["."]}""", "definitions", "expected a text, not a list"),
        new("unknown key with a near name", Provider, """{"tokn":"t0p-s3cret"}""", "tokn", "did you mean \"token\"?")
        {
            Hidden = "t0p-s3cret",
        },
        new("two lines of a token", Provider, """{"endpoint":"https://forge.example","token":"t0p\ns3cret"}""", "token",
            "expected one line of text") { Hidden = "s3cret" },
    ];
}
