using ImageForge.Engine.Store;
using ImageForge.Engine.Tests.Builds;

namespace ImageForge.Engine.Tests.Store;

public sealed class StoreSettingTests : IDisposable
{
    private readonly TemporaryState _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void Without_a_setting_records_lie_in_a_file_and_with_one_where_it_says()
    {
        Assert.Equal(new StoreSetting(StoreKind.Sqlite, null), StoreSetting.Of(_state.State));
        var setting = new StoreSetting(StoreKind.Postgres, "/etc/imageforge/postgres");
        setting.Keep(_state.State);
        Assert.Equal(setting, StoreSetting.Of(_state.State));
        Assert.Equal(setting, StoreSetting.Of(_state.State.OfCloud("1234abcd")));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_state.State.StoreSetting));
    }

    [Fact]
    public void Records_are_not_left_behind()
    {
        File.WriteAllText(_state.State.Database, "");
        var refusal = Assert.Throws<ForgeException>(
            () => new StoreSetting(StoreKind.Postgres, null).Keep(_state.State));
        Assert.Equal(ForgeError.Usage, refusal.Error);

        File.Delete(_state.State.Database);
        new StoreSetting(StoreKind.Postgres, null).Keep(_state.State);
        Assert.Throws<ForgeException>(() => new StoreSetting(StoreKind.Sqlite, null).Keep(_state.State));

        // Another way to the same place is a change that leaves nothing behind.
        new StoreSetting(StoreKind.Postgres, "/etc/elsewhere").Keep(_state.State);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"store": "mysql", "connectionFile": null}""")]
    [InlineData("""{"store": 1, "connectionFile": null}""")]
    [InlineData("""{"store": "postgres", "connectionFile": null, "password": "x"}""")]
    public void A_setting_that_says_nothing_we_know_is_refused(string text)
    {
        File.WriteAllText(_state.State.StoreSetting, text);
        Assert.Equal(
            ForgeError.Integrity, Assert.Throws<ForgeException>(() => StoreSetting.Of(_state.State)).Error);
    }

    [Theory]
    [InlineData("Host=db;Password=hunter2;Port=many", ForgeError.Usage)]
    [InlineData("Host=db;Password=hunter2;Colour=blue", ForgeError.Usage)]
    [InlineData("Password=hunter2", ForgeError.Usage)]
    [InlineData("postgres://forge:hunter2@db/forge", ForgeError.Usage)]
    [InlineData("", ForgeError.Usage)]
    public void What_is_no_connection_string_is_refused_and_not_shown(string text, ForgeError expected)
    {
        var file = Write(text, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var refusal = Assert.Throws<ForgeException>(() => PostgresConnection.Find(file));
        Assert.Equal(expected, refusal.Error);
        Assert.DoesNotContain("hunter2", $"{refusal}{refusal.WayOut}", StringComparison.Ordinal);
        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_everybody_may_read_is_refused_and_so_is_one_that_is_not_there()
    {
        var open = Write("Host=db", UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains(
            "everybody may read it", Assert.Throws<ForgeException>(() => PostgresConnection.Find(open)).Message,
            StringComparison.Ordinal);
        var missing = Assert.Throws<ForgeException>(
            () => PostgresConnection.Find(Path.Combine(_state.State.Root, "none")));
        Assert.Equal(ForgeError.Environment, missing.Error);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_said_to_be_so_without_its_password()
    {
        var file = Write(
            $"Host={_state.State.Root};Username=forge;Password=hunter2;Database=forge",
            UnixFileMode.UserRead | UnixFileMode.UserWrite);
        new StoreSetting(StoreKind.Postgres, file).Keep(_state.State);
        var refusal = await Assert.ThrowsAsync<ForgeException>(
            () => new ForgeDatabase(_state.State).OpenAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ForgeError.External, refusal.Error);
        Assert.DoesNotContain("hunter2", $"{refusal}{refusal.WayOut}", StringComparison.Ordinal);
    }

    private string Write(string text, UnixFileMode mode)
    {
        var file = Path.Combine(_state.State.Root, "connection");
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, mode);
        return file;
    }
}
