using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ImageForge.Tidy.Tests;

/// <summary>The rooms of the house: who may know whom.</summary>
public sealed class RoomTests
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Core"] = [],
        ["Engine"] = ["Core"],
        ["Targets"] = ["Engine"],
        ["Provider"] = ["Targets"],
        ["Server"] = ["Targets"],
        ["Cli"] = ["Targets"],
    };

    [Fact]
    public void Rooms_know_only_the_room_below()
    {
        var projects = Checkout.With(".csproj")
            .Where(file => file.StartsWith("src/", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(projects);
        Finding.None(
            from project in projects
            let room = RoomOf(project)
            from reference in XDocument.Parse(Checkout.Read(project)).Descendants("ProjectReference")
            let target = RoomOf((string)reference.Attribute("Include")!)
            where !MayReference.TryGetValue(room, out var allowed) || !allowed.Contains(target)
            select $"{project} references {target}",
            "Provider, Server, Cli → Targets → Engine → Core; the desks never see each other");
    }

    [Fact]
    public void Core_has_no_package() =>
        Assert.Empty(
            XDocument.Parse(Checkout.Read("src/ImageForge.Core/ImageForge.Core.csproj"))
                .Descendants("PackageReference"));

    // The analyzer bans calls; a Task that appears in a signature only slips through it.
    [Fact]
    public void Core_signatures_wait_for_nothing_and_read_nothing()
    {
        var core = Assembly.Load("ImageForge.Core");
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
            | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var loud = new Regex(
            @"System\.(IO|Net|Threading|Random|TimeProvider|Diagnostics\.Process)\b", RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1));
        Finding.None(
            from type in core.GetTypes()
            from method in type.GetMethods(All)
            from mentioned in method.GetParameters()
                .Select(parameter => parameter.ParameterType)
                .Append(method.ReturnType)
            where loud.IsMatch(mentioned.ToString())
            select $"{type.FullName}.{method.Name} mentions {mentioned}",
            "Core is the quiet room: time, bytes and settings are arguments");
    }

    [Fact]
    public void Engine_and_core_name_no_cloud()
    {
        var cloud = new Regex(
            @"\b(aws|amazon|ec2|azure|gcp)\w*", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1));
        Finding.None(
            from source in Source.Under("src/ImageForge.Core", "src/ImageForge.Engine")
            // Whose key it is that was found, a finding has to say.
            where !source.File.StartsWith("src/ImageForge.Core/Images/Secrets/", StringComparison.Ordinal)
            from Match match in cloud.Matches(source.Text)
            select $"{source.File}: {match.Value}",
            "cloud nouns stay in Targets");
    }

    [Fact]
    public void The_solution_holds_every_project()
    {
        var solution = Checkout.Read("ImageForge.sln").Replace('\\', '/');
        Finding.None(
            Checkout.With(".csproj").Where(project => !solution.Contains(project, StringComparison.Ordinal)),
            "ImageForge.sln lacks a project");
    }

    [Fact]
    public void Logging_packages_are_named_in_the_desks_only() => Finding.None(
        from source in Source.Under("src/ImageForge.Core", "src/ImageForge.Engine", "src/ImageForge.Targets")
        where source.Text.Contains("using Serilog", StringComparison.Ordinal)
        select source.File,
        "Engine and Targets see ILogger; Serilog is the desks' choice");

    private static string RoomOf(string project) =>
        Path.GetFileNameWithoutExtension(project.Replace('\\', '/'))
            .Replace("ImageForge.", "", StringComparison.Ordinal);
}
