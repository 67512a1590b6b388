using System.Text.Json;
using System.Text.RegularExpressions;
using ImageForge.Core.Fleets;
using ImageForge.Engine.Access;
using ImageForge.Engine.Store;
using ImageForge.Targets.Tests.Local;
using Microsoft.Extensions.Time.Testing;

namespace ImageForge.Targets.Tests.Service.Access;

/// <summary>
/// Every route that the running service publishes, asked by everybody: it answers whom <see cref="RouteTable"/> says,
/// and nobody else.
/// </summary>
public sealed partial class RouteAccessTests : IDisposable
{
    private const string Instance = "web-a";
    private const string Secret = "0123456789abcdef0123456789abcdef-of-web-a";
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];
    private readonly TemporaryState _state = new();
    private readonly ServiceTree _tree = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _tree.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task Every_published_route_answers_whom_the_table_says_and_nobody_else()
    {
        using var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);
        var document = await service.GetAsync("openapi/v1.json");
        var published = OperationsOf(document).ToDictionary(operation => operation.Name, operation => operation.Value);
        Assert.Equal(
            published.Keys.Order(StringComparer.Ordinal),
            RouteTable.All.Select(rule => rule.Operation).Order(StringComparer.Ordinal));

        var holders = await HoldersAsync(service);
        var strangers = await StrangersAsync(service);
        var faults = new List<string>();
        foreach (var (rule, index) in RouteTable.All.Select((rule, index) => (rule, index)))
        {
            if (!RolesOf(published[rule.Operation]).SequenceEqual(rule.Roles.Select(Word)))
            {
                faults.Add($"{rule.Operation}: published for {string.Join(", ", RolesOf(published[rule.Operation]))}");
            }

            using var stranger = new Stranger(service.Address!, index);
            foreach (var (who, authorization) in strangers)
            {
                var status = await StatusAsync(stranger, rule, authorization);
                var isRight = rule.Roles is [] ? status is not (401 or 403 or 404) : status == 401;
                faults.AddRange(isRight ? [] : [$"{rule.Operation} by {who}: {status}"]);
            }

            foreach (var (role, authorization) in holders)
            {
                var status = await StatusAsync(stranger, rule, authorization);
                var isRight = rule.Roles is [] || rule.Roles.Contains(role)
                    ? status is not (401 or 403)
                    : status == 403;
                faults.AddRange(isRight ? [] : [$"{rule.Operation} by {role}: {status}"]);
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.DoesNotContain(" 500 ", service.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_cannot_speak_for_another()
    {
        using var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);
        var holders = await HoldersAsync(service);
        using var stranger = new Stranger(service.Address!, 0);
        foreach (var rule in RouteTable.All.Where(rule => rule.Roles.Contains(Role.Instance)))
        {
            Assert.True(rule.BodyOf is not null, $"{rule.Operation} answers instances: say how one speaks");
            var (method, path) = Fill(rule, "web-b");
            using var response = await stranger.SendAsync(
                method, path, holders[Role.Instance], rule.BodyOf("web-b"));
            Assert.Equal((rule.Operation, 403), (rule.Operation, (int)response.StatusCode));
        }

        // Its secret is good, and opens nothing that others see.
        using var fleets = await stranger.SendAsync(HttpMethod.Get, "v1/fleets", holders[Role.Instance]);
        Assert.Equal(403, (int)fleets.StatusCode);
    }

    [Fact]
    public async Task All_who_are_refused_hear_the_same()
    {
        using var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);
        using var stranger = new Stranger(service.Address!, 0);
        var answers = new List<(string Who, string Answer)>();
        foreach (var (who, authorization) in await StrangersAsync(service))
        {
            using var response = await stranger.SendAsync(HttpMethod.Get, "v1/fleets", authorization);
            var body = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.Equal(401, (int)response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            answers.Add((who, $"{response.Headers.WwwAuthenticate} {Trace().Replace(body, "")}"));
        }

        Assert.Single(answers.Select(answer => answer.Answer).Distinct());
        Assert.StartsWith("Bearer realm=\"imageforge\" {", answers[0].Answer, StringComparison.Ordinal);
        Assert.Contains("imageforge token create", answers[0].Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_role_is_told_which_it_takes()
    {
        using var service = await ServiceProcessRun.StartAsync(_state.Directory.Root, _tree.Root);
        var (status, media, problem) = await service.AskAsync("v1/fleets", role: Role.Detector);
        Assert.Equal((403, "application/problem+json"), (status, media));
        Assert.Contains("role detector may not", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "viewer or operator or approver", problem.GetProperty("wayOut").GetString(), StringComparison.Ordinal);
    }

    private static async Task<Dictionary<Role, string>> HoldersAsync(ServiceProcessRun service)
    {
        var holders = new Dictionary<Role, string>();
        foreach (var role in Enum.GetValues<Role>().Where(role => role != Role.Instance))
        {
            holders[role] = $"Bearer {await service.TokenAsync(role)}";
        }

        using var rooms = service.Rooms();
        var instance = new InstanceId(Instance);
        var enrolment = await rooms.Enrolments.IssueAsync(instance, Cancellation);
        Assert.True(await rooms.Enrolments.ExchangeAsync(instance, enrolment, Secret, Cancellation));
        holders[Role.Instance] = $"Bearer {Secret}";
        return holders;
    }

    // Whoever must not get in, each with what he would send.
    private static async Task<(string Who, string? Authorization)[]> StrangersAsync(ServiceProcessRun service)
    {
        using var rooms = service.Rooms();
        var revoked = await rooms.Tokens.CreateAsync(
            "revoked", Role.Operator, TimeSpan.FromDays(1), Actor.Account(), Cancellation);
        await rooms.Tokens.RevokeAsync(revoked.Token.Id.Value, Actor.Account(), Cancellation);
        var past = new AccessTokens(
            new StoredAccessTokens(new ForgeDatabase(rooms.State)), rooms.Audit,
            new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(-2)));
        var expired = await past.CreateAsync(
            "expired", Role.Operator, TimeSpan.FromDays(1), Actor.Account(), Cancellation);
        using var elsewhere = new TemporaryState();
        using var others = new Rooms(
            elsewhere.Directory, rooms.State.Root, TargetChoice.Parse(TargetChoice.Local),
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        var foreign = await others.Tokens.CreateAsync(
            "foreign", Role.Operator, TimeSpan.FromDays(1), Actor.Account(), Cancellation);
        var instance = new InstanceId("web-c");
        var unused = await rooms.Enrolments.IssueAsync(instance, Cancellation);
        return
        [
            ("nobody", null),
            ("the holder of a revoked token", $"Bearer {revoked.Text}"),
            ("the holder of an expired token", $"Bearer {expired.Text}"),
            ("the holder of another installation's token", $"Bearer {foreign.Text}"),
            ("an instance that has not enrolled", $"Bearer {unused}"),
            ("a mistyped token", $"Bearer {expired.Text[..^1]}x"),
            ("garbage", "Bearer ';--😀"),
            ("another scheme", "Basic dmlld2VyOnZpZXdlcg=="),
        ];
    }

    private static async Task<int> StatusAsync(Stranger stranger, RouteRule rule, string? authorization)
    {
        var (method, path) = Fill(rule, Instance);
        using var response = await stranger.SendAsync(method, path, authorization, rule.BodyOf?.Invoke(Instance));
        return (int)response.StatusCode;
    }

    private static (HttpMethod Method, string Path) Fill(RouteRule rule, string instance)
    {
        var path = rule.Operation.Split(' ')[1];
        path = path.Replace("{instance}", instance, StringComparison.Ordinal);
        return (new HttpMethod(rule.Operation.Split(' ')[0]), Parameter().Replace(path, "none-such"));
    }

    private static IEnumerable<(string Name, JsonElement Value)> OperationsOf(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where Methods.Contains(operation.Name)
        select ($"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value);

    private static IEnumerable<string> RolesOf(JsonElement operation) =>
        operation.TryGetProperty("x-roles", out var roles)
            ? roles.EnumerateArray().Select(role => role.GetString()!)
            : [];

    private static string Word(Role role) => $"{role}".ToLowerInvariant();

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("\"traceId\":\"[^\"]*\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Trace();
}
