namespace ImageForge.Engine.Tests.Definitions;

/// <summary>What a webhook may not say.</summary>
internal static class BadWebhooks
{
    private const string Webhook = "webhooks/pager.yaml";

    public static IReadOnlyList<BadInput> All { get; } =
    [
        new("webhook's id differs from file", Webhook, "id: pager", "id: pagr", "2:5", "differs from the file's name",
            "id: pager"),
        new("webhook in plain text", Webhook, "https:", "http:", "3:6", "is not an address", ""),
        new("webhook at a cloud's metadata", Webhook, "pager.example", "169.254.169.254", "3:6",
            "169.254.169.254 is an address of this link", "the receiver's own address"),
        new("webhook at no port", Webhook, "pager.example", "pager.example:99999", "3:6", "is no address", "65535"),
        new("webhook that tells nothing", Webhook, "[rotation.held, rotation.rolled-back, sensor.gap]", "[]", "4:9",
            "events", ""),
        new("webhook of an unknown event", Webhook, "sensor.gap", "sensor.gpa", "4:47",
            "\"sensor.gpa\" is not an event", "did you mean \"sensor.gap\"?"),
        new("webhook that tells twice", Webhook, "sensor.gap", "rotation.held", "4:47",
            "\"rotation.held\" is listed twice", "delete one"),
        new("webhook with two secrets", Webhook, "{ file:", "{ credential: pager, file:", "5:9", "secret", ""),
        new("webhook without a secret", Webhook, "{ file: /etc/imageforge/pager.secret }", "{}", "5:9", "secret", ""),
        new("webhook with the secret itself", Webhook, "{ file: /etc/imageforge/pager.secret }", "whsec_c2VjcmV0",
            "5:9", "secret", ""),
    ];
}
