namespace ImageForge.Core.Images.Secrets;

/// <summary>Credentials of clouds and of what provisions them.</summary>
public static partial class SecretCatalogue
{
    private const string CloudWhy = "It acts in the cloud account with every right of whom it was made for, and costs.";

    private static SecretKind[] Clouds =>
    [
        new(
            "aws-access-key-id", "an AWS access key id", CloudWhy + " Its secret half is seldom far.",
            ["AKIA", "ASIA"], @"\bA[KS]IA[A-Z0-9]{16}\b", IsSecret: SecretChecks.IsNoExample),
        new(
            "aws-secret-access-key", "an AWS secret access key", CloudWhy, ["secret"],
            $$"""
            secret[a-z_ -]*key["']?\s{0,4}[=:]>?\s{0,4}["']?{{Base64}}{40}([^A-Za-z0-9+/]|\z)
            """, AnyCase: true, IsSecret: SecretChecks.IsNoExample),
        new(
            "aws-session-token", "an AWS session token", CloudWhy, ["session", "security"],
            $$"""
            (session|security)[_-]?token["']?\s{0,4}[=:]\s{0,4}["']?{{Base64}}{80}
            """, AnyCase: true, IsSecret: SecretChecks.IsNoExample),
        new(
            "gcp-service-account", "a key of a Google Cloud service account", CloudWhy, ["\"private_key_id\""],
            """
            "private_key_id"\s{0,4}:\s{0,4}"[0-9a-f]{40}"
            """, IsSecret: SecretChecks.IsNoExample),
        Token("google-api-key", "a Google API key", "AIza", $@"\bAIza{UrlBase64}{{35}}"),
        Token("google-oauth-secret", "a Google OAuth client secret", "GOCSPX-", $@"\bGOCSPX-{UrlBase64}{{28}}"),
        Token("google-access-token", "a Google access token", "ya29.", $@"\bya29\.{UrlBase64}{{60}}"),
        new(
            "azure-storage-key", "the key of an Azure storage account", CloudWhy, ["AccountKey="],
            $"AccountKey={Base64}{{86}}==", IsSecret: SecretChecks.IsNoEmulator),
        new(
            "azure-shared-access-key", "a shared access key of Azure", CloudWhy, ["SharedAccessKey="],
            $"SharedAccessKey={Base64}{{43}}=", IsSecret: SecretChecks.IsNoExample),
        new(
            "azure-client-secret", "the client secret of an Azure application", CloudWhy, ["7Q~", "8Q~"],
            @"\b[A-Za-z0-9_~.]{3}[78]Q~[A-Za-z0-9_~.-]{31,}", Before: 4, IsSecret: SecretChecks.IsMixed),
        new(
            "azure-sas", "a shared access signature of Azure", CloudWhy, ["sig="],
            @"\bsig=[A-Za-z0-9%]{40,}%3[dD]", IsSecret: SecretChecks.IsNoExample),
        Token("digitalocean-token", "a DigitalOcean token", "dop_v1_", @"\bdop_v1_[0-9a-f]{64}"),
        Token("databricks-token", "a Databricks token", "dapi", @"\bdapi[0-9a-f]{32}\b"),
        Token(
            "vault-token", "a Vault token", ["hvs.", "hvb.", "hvr."], $@"\bhv[sbr]\.{UrlBase64}{{24}}"),
        new(
            "terraform-token", "a token of Terraform Cloud", CloudWhy, [".atlasv1."],
            $@"\b[A-Za-z0-9]{{14}}\.atlasv1\.{UrlBase64}{{60}}", Before: 15, IsSecret: SecretChecks.IsMixed),
        new(
            "kubeconfig-key", "the client key of a kubeconfig", "It is a user of the cluster, often its administrator.",
            ["client-key-data"],
            $$"""
            client-key-data["']?:\s{0,4}["']?{{Base64}}{60}
            """, IsSecret: SecretChecks.IsNoExample),
        new(
            "kubeconfig-token", "the token of a Kubernetes bootstrap", "It lets a machine join the cluster.",
            ["token-secret:", "token:"], @"(\btoken: [a-z0-9]{6}\.[a-z0-9]{16}\b|token-secret: [a-z0-9]{16}\b)",
            IsSecret: SecretChecks.IsMixed),
    ];
}
