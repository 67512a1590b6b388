using System.Xml;
using ImageForge.Tally;

// A project that left no readable result counts as one failure: silence is never a pass.
var (folder, projects) = (args[0], args[1..]);
var required = (Environment.GetEnvironmentVariable("IMAGEFORGE_REQUIRED") ?? "")
    .Split(' ', StringSplitOptions.RemoveEmptyEntries);

var results = new List<TestResult>();
foreach (var project in projects)
{
    var path = Path.Combine(folder, $"{project}.trx");
    try
    {
        results.AddRange(TestResult.Read(project, path));
    }
    catch (Exception exception) when (exception is IOException or XmlException)
    {
        results.Add(new TestResult(project, "(all of it)", "Failed", $"no readable result: {exception.Message}"));
    }
}

// A skip for want of a required part is a failure: on the machine that must prove it, nothing was proved.
bool IsMissingRequired(TestResult result) =>
    required.Any(part => result.Message.Contains(part, StringComparison.OrdinalIgnoreCase));

var passed = results.Count(result => result.Outcome == "Passed");
var skipped = results.Where(result => result.Outcome == "NotExecuted" && !IsMissingRequired(result)).ToList();
var failed = results.Where(result => result.Outcome != "Passed").Except(skipped).ToList();

foreach (var result in skipped)
{
    Console.WriteLine($"skipped: {result.Project}: {result.Name}: {FirstLine(result.Message)}");
}

foreach (var result in failed)
{
    Console.WriteLine($"FAILED:  {result.Project}: {result.Name}: {FirstLine(result.Message)}");
}

Console.WriteLine($"{passed} passed, {failed.Count} failed, {skipped.Count} skipped");
return failed.Count > 0 || passed == 0 ? 1 : 0;

static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
