using System.Collections.Immutable;

namespace ImageForge.Core.Images.Secrets;

/// <summary>Tokens of services, most of which carry their maker's mark.</summary>
public static partial class SecretCatalogue
{
    private const string TokenWhy = "It acts in the name of the account that it was made for, until it is revoked.";

    private static SecretKind[] Tokens =>
    [
        Token(
            "github-token", "a GitHub token", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
            @"\bgh[pousr]_[A-Za-z0-9]{36}"),
        Token("github-fine-token", "a fine-grained GitHub token", "github_pat_", @"\bgithub_pat_[A-Za-z0-9_]{22}"),
        Token(
            "gitlab-token", "a GitLab token", ["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-"],
            $@"\bgl(pat|dt|rt|cbt|ptt)-{UrlBase64}{{20}}"),
        Token("slack-token", "a Slack token", ["xox", "xapp-"], @"\b(xox[abeprs]|xapp)-[A-Za-z0-9-]{10}"),
        Token(
            "slack-webhook", "a Slack webhook", "hooks.slack.com/services/",
            @"hooks\.slack\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16}"),
        Token(
            "stripe-key", "a Stripe key", ["sk_live_", "rk_live_", "whsec_"],
            @"\b([sr]k_live_|whsec_)[0-9A-Za-z+/]{16}"),
        Token("npm-token", "an npm token", "npm_", @"\bnpm_[A-Za-z0-9]{36}"),
        new(
            "npmrc-login", "a login of an npm registry", TokenWhy, ["_authToken", "_auth=", "_auth ", "_password"],
            @":_(authToken|auth|password)[ \t]{0,4}=[ \t]{0,4}[A-Za-z0-9+/=_.-]{12,}", Before: 1,
            IsSecret: SecretChecks.IsNoExample),
        Token("pypi-token", "a PyPI token", "pypi-AgEI", $@"\bpypi-AgEI{UrlBase64}{{50}}"),
        Token("rubygems-token", "a RubyGems token", "rubygems_", @"\brubygems_[0-9a-f]{48}"),
        Token("nuget-key", "a NuGet key", "oy2", @"\boy2[a-z0-9]{43}\b"),
        Token("sendgrid-key", "a SendGrid key", "SG.", $@"\bSG\.{UrlBase64}{{22}}\.{UrlBase64}{{43}}"),
        Token("shopify-token", "a Shopify token", "shpat_", @"\bshpat_[0-9a-fA-F]{32}"),
        Token("openai-key", "an OpenAI key", ["sk-proj-", "T3BlbkFJ"],
            $@"\bsk-proj-{UrlBase64}{{40}}|T3BlbkFJ[A-Za-z0-9]{{20}}"),
        Token("anthropic-key", "an Anthropic key", "sk-ant-", $@"\bsk-ant-[a-z0-9]{{4,8}}-{UrlBase64}{{60}}"),
        Token("huggingface-token", "a Hugging Face token", "hf_", @"\bhf_[A-Za-z]{34}\b"),
        Token("tailscale-key", "a Tailscale key", "tskey-", @"\btskey-[a-z]{3,12}-[A-Za-z0-9]{10,}-[A-Za-z0-9]{16}"),
        Token("grafana-token", "a Grafana token", "glsa_", @"\bglsa_[A-Za-z0-9]{32}_[0-9a-f]{8}"),
        Token("imageforge-token", "a token of ImageForge", "imf_", @"\bimf_[0-9a-f]{12}_[0-9a-f]{72}\b"),
        Token("newrelic-key", "a New Relic key", "NRAK-", @"\bNRAK-[A-Z0-9]{27}"),
        Token("atlassian-token", "an Atlassian token", "ATATT3", $@"\bATATT3{UrlBase64}{{60}}"),
        new(
            "jwt", "a signed token", "Services take it for its subject until it ends, which may be never.", ["eyJ"],
            $@"\beyJ{UrlBase64}{{10,}}\.eyJ{UrlBase64}{{2,}}\.{UrlBase64}{{10}}", After: 3000),
        new(
            "authorization-header", "an authorization header", TokenWhy, ["authorization"],
            """
            authorization["']?\s{0,4}[:=]\s{0,4}["']?(bearer|basic|token)\s{1,4}[a-z0-9+/=._~-]{12,}
            """, AnyCase: true, IsSecret: SecretChecks.IsNoBasicExample),
        new(
            "docker-login", "a login of a container registry", "It pulls and pushes images as that user.",
            ["\"auth\""],
            $$"""
            "auth"\s{0,4}:\s{0,4}"{{Base64}}{8,}={0,2}"
            """, IsSecret: SecretChecks.IsRegistryLogin),
    ];

    private static SecretKind Token(string id, string title, string anchor, string pattern) =>
        Token(id, title, [anchor], pattern);

    private static SecretKind Token(string id, string title, ImmutableArray<string> anchors, string pattern) =>
        new(id, title, TokenWhy, anchors, pattern, IsSecret: SecretChecks.IsNoExample);
}
