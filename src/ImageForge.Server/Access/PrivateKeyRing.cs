using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace ImageForge.Server.Access;

/// <summary>The keys that seal session cookies: in the state directory, for its owner alone (0600).</summary>
internal sealed class PrivateKeyRing(DirectoryInfo folder, ILoggerFactory logs) : FileSystemXmlRepository(folder, logs)
{
    public override void StoreElement(XElement element, string friendlyName)
    {
        // The folder is 0700: nobody else reaches a file in the moment before.
        base.StoreElement(element, friendlyName);
        foreach (var file in Directory.EnumerateFiles())
        {
            File.SetUnixFileMode(file.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
