using System.Globalization;
using ImageForge.Core.Images;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Reads one <c>images/waivers/&lt;id&gt;.yaml</c>. One that has expired is valid: it only accepts nothing.
/// </summary>
internal sealed class WaiverReader(
    IReadOnlyList<string> controls, IReadOnlyList<string> images, DateOnly today, DefinitionErrors errors)
{
    /// <param name="id">The file's name without its ending.</param>
    public Waiver Read(DefinitionFile file, string id)
    {
        var root = file.Root;
        if (root.Text("id") is { } written && written != id)
        {
            var wayOut = $"write \"id: {id}\", or rename the file";
            errors.Add(file, root.Value("id"), $"id: {Quoting.Quote(written)} differs from the file's name", wayOut);
        }

        var (image, version) = root.Text("image")?.Split('@', 2) is [var name, var beginning]
            ? (name, beginning)
            : (root.Text("image") ?? "", "");
        if (root.Text("image") is not null && !images.Contains(image))
        {
            errors.Add(
                file, root.Value("image"), $"there is no image {Quoting.Quote(image)}",
                NearestName.Hint(image, images, "images"));
        }

        return new Waiver
        {
            Id = id,
            Subject = Subject(file),
            Image = new ImageName(image),
            Version = version,
            Owner = root.Text("owner") ?? "",
            Reason = root.Text("reason") ?? "",
            Expires = Expires(file),
        };
    }

    private string Subject(DefinitionFile file)
    {
        var (control, cve) = (file.Root.Text("control"), file.Root.Text("cve"));
        if (file.Root.Value("control") is null == file.Root.Value("cve") is null)
        {
            errors.Add(
                file, file.Root.Value("cve") ?? file.Root, "a waiver accepts one control or one CVE",
                "write either \"control:\" or \"cve:\"; two risks are two files");
        }

        if (control is not null && !controls.Contains(control))
        {
            errors.Add(
                file, file.Root.Value("control"), $"there is no control {Quoting.Quote(control)}",
                NearestName.Hint(control, controls, "controls"));
        }

        return control ?? cve ?? "";
    }

    private DateOnly Expires(DefinitionFile file)
    {
        var at = file.Root.Value("expires");
        if (at is not JValue { Type: JTokenType.String })
        {
            return today;
        }

        if (!DateOnly.TryParseExact(
            $"{at}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var expires))
        {
            errors.Add(file, at, $"expires: {Quoting.Quote($"{at}")} is no day", "write a day such as 2027-01-31");
            return today;
        }

        if (expires > today.AddDays(Waiver.DaysMax))
        {
            errors.Add(
                file, at, $"expires: {expires:yyyy-MM-dd} is more than {Waiver.DaysMax} days from today",
                $"write {today.AddDays(Waiver.DaysMax):yyyy-MM-dd} at the latest: accepted risks are looked at again "
                    + "by then");
        }

        return expires;
    }
}
