using System.Text;

namespace ImageForge.Core.Tests.Images.Secrets;

/// <summary>
/// A secret of each kind, made by chance at test time: the repository holds none, and scanners stay quiet.
/// </summary>
internal sealed class PlantedSecrets(int seed)
{
    private const string Digits = "0123456789";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Hex = "0123456789abcdef";
    private const string Letters = Lower + Upper + Digits;
    private readonly Random _random = new(seed);

    /// <summary>Kind and secret, one of each kind that there is.</summary>
    public IReadOnlyList<(string Kind, string Text)> OfEachKind() =>
        [.. KeyFiles(), .. Clouds(), .. Tokens(), .. Logins(), .. Hashes()];

    private IEnumerable<(string, string)> KeyFiles() =>
    [
        ("rsa-private-key", Pem("RSA PRIVATE KEY")),
        ("dsa-private-key", Pem("DSA PRIVATE KEY")),
        ("ec-private-key", Pem("EC PRIVATE KEY")),
        ("openssh-private-key", Pem("OPENSSH PRIVATE KEY")),
        ("pkcs8-private-key", Pem("PRIVATE KEY")),
        ("encrypted-private-key", Pem("ENCRYPTED PRIVATE KEY")),
        ("pgp-private-key", Pem("PGP PRIVATE KEY BLOCK", "\n\n")),
        ("der-private-key", Der()),
        ("putty-private-key", "PuTTY-User-Key-" + "File-3: ssh-ed25519\nEncryption: none\n"),
        ("age-secret-key", "AGE-SECRET-" + "KEY-1" + Of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)),
        ("jwk-private-key", $$"""{"kty":"EC","crv":"P-256","x":"{{Base64(43)}}","d":"{{Alnum(43)}}"}"""),
        ("wireguard-key", "Private" + $"Key = {Base64(42)}E="),
        ("tsig-key", $"key upd {{ algorithm hmac-sha256; secret \"{Base64(43)}=\"; }};"),
    ];

    private IEnumerable<(string, string)> Clouds() =>
    [
        ("aws-access-key-id", "AK" + "IA" + Of(Upper + Digits, 16)),
        ("aws-secret-access-key", $"aws_secret_access_key = {Base64(40)}"),
        ("aws-session-token", $"aws_session_token={Base64(200)}"),
        ("gcp-service-account", $"{{\"type\": \"service_account\", \"private_key_id\": \"{Of(Hex, 40)}\"}}"),
        ("google-api-key", "AI" + "za" + Alnum(35)),
        ("google-oauth-secret", "GOC" + "SPX-" + Alnum(28)),
        ("google-access-token", "ya" + "29." + Alnum(80)),
        ("azure-storage-key", $"AccountName=shop;Account" + $"Key={Base64(86)}=="),
        ("azure-shared-access-key", "SharedAccess" + $"Key={Base64(43)}="),
        ("azure-client-secret", $"{Alnum(3)}8Q~{Alnum(34)}"),
        ("azure-sas", $"?sv=2024-01-01&sig={Alnum(43)}%3D"),
        ("digitalocean-token", "dop_" + "v1_" + Of(Hex, 64)),
        ("databricks-token", "da" + "pi" + Of(Hex, 32)),
        ("vault-token", "hv" + "s." + Alnum(90)),
        ("terraform-token", $"{Alnum(13)}7.atlas" + $"v1.{Alnum(67)}"),
        ("kubeconfig-key", $"    client-key-data: {Base64(400)}"),
        ("kubeconfig-token", $"  token: {Of(Lower, 5)}7.{Of(Lower, 15)}4"),
    ];

    private IEnumerable<(string, string)> Tokens() =>
    [
        ("github-token", "gh" + "p_" + Alnum(36)),
        ("github-fine-token", "github_" + $"pat_{Alnum(22)}_{Alnum(59)}"),
        ("gitlab-token", "gl" + "pat-" + Alnum(20)),
        ("slack-token", "xo" + $"xb-{Of(Digits, 12)}-{Alnum(24)}"),
        ("slack-webhook", "https://" + $"hooks.slack.com/services/T{Of(Upper, 9)}/B{Of(Upper, 9)}/{Alnum(24)}"),
        ("stripe-key", "sk_" + "live_" + Alnum(24)),
        ("npm-token", "np" + "m_" + Alnum(36)),
        ("npmrc-login", "//npm.example.com/:_auth" + $"Token={Alnum(36)}"),
        ("pypi-token", "pypi-" + "AgEI" + Alnum(150)),
        ("rubygems-token", "rubygems" + "_" + Of(Hex, 48)),
        ("nuget-key", "oy" + "2" + Of(Lower, 43)),
        ("sendgrid-key", "S" + $"G.{Alnum(22)}.{Alnum(43)}"),
        ("shopify-token", "shp" + "at_" + Of(Hex, 32)),
        ("openai-key", "sk-" + "proj-" + Alnum(74)),
        ("anthropic-key", "sk-" + "ant-api03-" + Alnum(93)),
        ("huggingface-token", "h" + "f_" + Of(Lower + Upper, 34)),
        ("tailscale-key", "tsk" + $"ey-auth-{Alnum(12)}-{Alnum(32)}"),
        ("grafana-token", "gl" + $"sa_{Alnum(32)}_{Of(Hex, 8)}"),
        ("imageforge-token", "im" + $"f_{Of(Hex, 12)}_{Of(Hex, 72)}"),
        ("newrelic-key", "NR" + "AK-" + Of(Upper, 27)),
        ("atlassian-token", "ATA" + "TT3" + Alnum(180)),
        ("jwt", "ey" + $"J{Alnum(30)}.eyJ{Alnum(60)}.{Alnum(43)}"),
        ("authorization-header", $"Authorization: Bearer {Alnum(32)}"),
        ("docker-login", $"{{\"auths\": {{\"r.example.com\": {{\"auth\": \"{Login()}\"}}}}}}"),
    ];

    private IEnumerable<(string, string)> Logins() =>
    [
        ("url-password", $"postgres://app:{Alnum(16)}@db.example.com/shop"),
        ("netrc-login", $"machine git.example.com\n  login ada\n  password {Alnum(14)}"),
        ("pgpass-login", $"db.example.com:5432:shop:app:{Alnum(16)}\n"),
        ("mysql-login", $"[client]\nuser = root\npassword = {Alnum(12)}\n"),
        ("cloud-init-password", $"#cloud-config\nssh_pwauth: true\npassword: {Alnum(12)}\n"),
        ("chpasswd-list", $"chpasswd:\n  expire: false\n  list: |\n    ada:{Alnum(12)}\n"),
        ("wifi-psk", $"network={{\n  ssid=\"x\"\n  psk=\"{Alnum(15)}7\"\n}}"),
        ("otp-seed", "otpauth" + $"://totp/ada?issuer=shop&secret={Of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32)}"),
        ("assigned-secret", "DB_PASS" + $"WORD={Alnum(14)}aZ7"),
    ];

    private IEnumerable<(string, string)> Hashes() =>
    [
        ("md5-password-hash", "ada:$" + $"1${Alnum(8)}${Alnum(22)}:19000:0:99999:7:::"),
        ("sha-password-hash", "ada:$" + $"6${Alnum(16)}${Alnum(86)}:19000:0:99999:7:::"),
        ("bcrypt-password-hash", "ada:$" + $"2b$12${Alnum(53)}:"),
        ("yescrypt-password-hash", "ada:$" + $"y$j9T${Alnum(22)}${Alnum(43)}:19000::::::"),
        ("argon2-password-hash", "$argon" + $"2id$v=19$m=65536,t=3,p=4${Alnum(22)}${Alnum(43)}"),
        ("apache-password-hash", "ada:$" + $"apr1${Alnum(8)}${Alnum(22)}"),
        ("ldap-password-hash", "{SS" + $"HA}}{Base64(32)}"),
        ("grub-password-hash",
            $"password_pbkdf2 root grub.pbk" + $"df2.sha512.10000.{Of(Hex, 128).ToUpperInvariant()}"),
    ];

    private string Pem(string label, string begin = "\n") =>
        $"-----BEGIN {label}-----{begin}{string.Join('\n', Enumerable.Range(0, 8).Select(_ => Base64(64)))}\n"
        + $"-----END {label}-----\n";

    // The beginning of PKCS #8 around an RSA key of 2048 bits.
    private string Der() =>
        "\x30\u0082\x04\u00be\x02\x01\x00\x30\x0d\x06\x09\x2a\u0086\x48\u0086\u00f7\x0d\x01\x01\x01\x05\x00\x04\u0082"
        + "\x04\u00a8\x30\u0082\x04\u00a4\x02\x01\x00\x02\u0082\x01\x01\x00" + Alnum(256);

    private string Login() => Convert.ToBase64String(Encoding.ASCII.GetBytes($"ada:{Alnum(12)}"));

    private string Alnum(int length) => Of(Letters, length);

    private string Base64(int length) => Of(Letters + "+/", length);

    private string Of(string alphabet, int length) => new(_random.GetItems<char>(alphabet, length));
}
