using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageForge.Targets.Tests.Service.Access;

/// <summary>Certificates in PEM files of a folder that goes away with the test.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ifc-").FullName;

    public string Certificate => Path.Combine(_folder, "cert.pem");

    public string Key => Path.Combine(_folder, "key.pem");

    /// <summary>Writes a certificate for <c>forge.example</c> and 127.0.0.1, and its key.</summary>
    /// <returns>Its thumbprint.</returns>
    public string Write(int fromDays = -1, int toDays = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=forge.example", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("forge.example");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(fromDays), DateTimeOffset.UtcNow.AddDays(toDays));
        File.WriteAllText(Certificate, made.ExportCertificatePem());
        WriteKey(key.ExportPkcs8PrivateKeyPem());
        return made.Thumbprint;
    }

    public void WriteKey(string text)
    {
        File.WriteAllText(Key, text);
        File.SetUnixFileMode(Key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>A key that belongs to none of them.</summary>
    public void WriteOtherKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        WriteKey(key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
