using System.Globalization;
using ImageForge.Core.Images;
using Newtonsoft.Json.Linq;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Reads one <c>images/waivers/&lt;id&gt;.yaml</c>. One that has expired is valid: it only accepts nothing.
/// </summary>
internal sealed class WaiverReader(
    IReadOnlyList<string> controls, IReadOnlyList<string> scenarios, IReadOnlyList<string> images, DateOnly today,
    DefinitionErrors errors)
{
    private static readonly string[] Kinds = ["control", "cve", "scenario"];

    /// <param name="id">The file's name without its ending.</param>
    public Waiver Read(DefinitionFile file, string id)
    {
        var root = file.Root;
        errors.RequireFileName(file, "id", id);

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
        var written = Kinds.Select(kind => file.Root.Value(kind)).OfType<JToken>().ToList();
        if (written.Count != 1)
        {
            errors.Add(
                file, written.LastOrDefault() ?? file.Root, "a waiver accepts one control, one CVE or one scenario",
                "write one of \"control:\", \"cve:\" and \"scenario:\"; two risks are two files");
        }

        RequireKnown(file, "control", controls);
        RequireKnown(file, "scenario", scenarios);
        return Kinds.Select(kind => file.Root.Text(kind)).OfType<string>().FirstOrDefault() ?? "";
    }

    private void RequireKnown(DefinitionFile file, string kind, IReadOnlyList<string> known)
    {
        if (file.Root.Text(kind) is { } name && !known.Contains(name))
        {
            errors.Add(
                file, file.Root.Value(kind), $"there is no {kind} {Quoting.Quote(name)}",
                NearestName.Hint(name, known, $"{kind}s"));
        }
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
