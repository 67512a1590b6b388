using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ImageForge.Tidy.Tests;

/// <summary>How the code reads: what a reviewer would otherwise say again and again.</summary>
public sealed class StyleTests
{
    private const int ColumnsMax = 120;
    private const int MethodLinesMax = 70;
    private const int FileLinesMax = 350;
    private static readonly string[] BannedSuffixes = [
        "Manager", "Helper", "Helpers", "Util", "Utils", "Common", "Shared", "Misc"];

    [Fact]
    public void Lines_fit_120_columns() => Finding.None(
        from file in Checkout.With(".cs").Concat(Scripts.All).Concat(Checkout.With(".csproj"))
        from line in Checkout.Read(file).Split('\n').Index()
        where line.Item.Length > ColumnsMax
        select $"{file}:{line.Index + 1}: {line.Item.Length} columns",
        $"a line has at most {ColumnsMax} columns");

    [Fact]
    public void Methods_fit_a_screen() => Finding.None(
        from source in Source.Under("src", "tests")
        from member in source.Root.DescendantNodes()
        where member is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
        let lines = LinesOf(member)
        where lines > MethodLinesMax
        select $"{source.At(member)}: {lines} lines",
        $"a method has at most {MethodLinesMax} lines");

    [Fact]
    public void Files_are_short() => Finding.None(
        from source in Source.Under("src", "tests")
        let lines = source.Text.Count(character => character == '\n')
        where lines > FileLinesMax
        select $"{source.File}: {lines} lines",
        $"a file has at most {FileLinesMax} lines");

    [Fact]
    public void A_file_has_one_type_and_its_name() => Finding.None(
        from source in Source.Under("src", "tests")
        let types = TopLevelTypes(source).ToList()
        where types.Count > 1 || (types.Count == 1 && types[0].Identifier.Text != NameOf(source.File))
        select $"{source.File}: {string.Join(", ", types.Select(type => type.Identifier.Text))}",
        "one type a file, named as the file is (nested cases of a closed set are fine)");

    [Fact]
    public void Types_say_what_they_are() => Finding.None(
        from source in Source.Under("src", "tests")
        from type in TopLevelTypes(source)
        where !IsPart(source.File)
        where !type.GetLeadingTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia))
        where source.File.StartsWith("src/", StringComparison.Ordinal)
        select $"{source.At(type)}: {type.Identifier.Text}",
        "a type carries a doc comment");

    [Fact]
    public void Names_hold_one_thing() => Finding.None(
        from source in Source.Under("src", "tests")
        from type in source.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        where BannedSuffixes.Any(suffix => type.Identifier.Text.EndsWith(suffix, StringComparison.Ordinal))
        select $"{source.At(type)}: {type.Identifier.Text}",
        "a name that fits anything names nothing: find the missing noun");

    [Fact]
    public void There_are_no_corridors() => Finding.None(
        Checkout.Files.Where(
            file => Path.GetDirectoryName(file)!.Split('/')
                .Any(part => part is "Common" or "Shared" or "Utils" or "Helpers")),
        "homeless code has a missing noun");

    [Fact]
    public void Tests_wait_for_facts_not_for_time() => Finding.None(
        from source in Source.Under("tests")
        where !source.File.StartsWith("tests/Benchmarks/", StringComparison.Ordinal)
        from call in source.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        where call.ToString() is "Task.Delay" or "Thread.Sleep" && !IsGivenTime(call)
        select $"{source.At(call)}: {call}",
        "poll for the fact with a limit (PeriodicTimer), or use FakeTimeProvider");

    [Fact]
    public void Nothing_is_left_to_do() => Finding.None(
        from source in Source.Under("src", "tests")
        from word in source.Root.DescendantTrivia().Where(trivia => trivia.ToString().StartsWith('/'))
        where new[] { "TO" + "DO", "FIX" + "ME", "HA" + "CK" }.Any(
            mark => word.ToString().Contains(mark, StringComparison.Ordinal))
        select $"{source.File}: {word}",
        "do it, or open an issue");

    [Fact]
    public void Stubs_do_not_ship() => Finding.None(
        from source in Source.Under("src")
        where source.Text.Contains("NotImplemented" + "Exception", StringComparison.Ordinal)
        select source.File,
        "a stub is worse than nothing");

    private static IEnumerable<BaseTypeDeclarationSyntax> TopLevelTypes(Source source) =>
        source.Root.Members
            .SelectMany(member => member is BaseNamespaceDeclarationSyntax space ? space.Members : [member])
            .OfType<BaseTypeDeclarationSyntax>();

    // Task.Delay(wait, _time, …): a wait in time that the test itself moves.
    private static bool IsGivenTime(SyntaxNode call) => call.Parent is InvocationExpressionSyntax
    {
        ArgumentList.Arguments: [_, { Expression: IdentifierNameSyntax { Identifier.Text: "_time" } }, ..],
    };

    private static int LinesOf(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    // RotationEngine.Launching.cs is the part of RotationEngine that launches.
    private static string NameOf(string file) => Path.GetFileName(file).Split('.')[0];

    private static bool IsPart(string file) => Path.GetFileNameWithoutExtension(file).Contains('.');
}
