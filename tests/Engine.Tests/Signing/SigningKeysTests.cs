using System.Text;
using ImageForge.Engine.Signing;
using ImageForge.Engine.Tests.Builds;

namespace ImageForge.Engine.Tests.Signing;

public sealed class SigningKeysTests : IDisposable
{
    private static readonly byte[] Data = Encoding.UTF8.GetBytes("what is signed");
    private readonly TemporaryState _state = new();
    private readonly SigningKeys _keys;

    public SigningKeysTests() => _keys = new SigningKeys(_state.State);

    public void Dispose() => _state.Dispose();

    [Fact]
    public void The_first_use_makes_a_key_that_only_its_owner_can_read()
    {
        Assert.Empty(_keys.List());

        var key = _keys.CurrentOrNew();

        Assert.Equal(key, Assert.Single(_keys.List()));
        Assert.True(_keys.Verify(key.Id, Data, _keys.Sign(key, Data)));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.ChangeExtension(key.PublicKeyPath, ".key")));
    }

    [Fact]
    public void Creating_a_second_one_is_refused_and_says_what_to_do()
    {
        _keys.Create();

        var failure = Assert.Throws<ForgeException>(_keys.Create);

        Assert.Equal(ForgeError.Usage, failure.Error);
        Assert.Contains("key rotate", failure.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_rotation_the_new_key_signs_and_the_old_one_is_still_trusted_but_can_sign_nothing_more()
    {
        var old = _keys.Create();
        var signature = _keys.Sign(old, Data);

        var made = _keys.Rotate(distrust: false);

        Assert.Equal([made.Id, old.Id], _keys.List().Select(key => key.Id));
        Assert.Equal(made.Id, _keys.CurrentOrNew().Id);
        Assert.True(_keys.Verify(old.Id, Data, signature));
        Assert.Throws<ForgeException>(() => _keys.Sign(old, Data));
    }

    [Fact]
    public void What_a_distrusted_key_signed_is_not_trusted()
    {
        var old = _keys.Create();
        var signature = _keys.Sign(old, Data);

        _keys.Rotate(distrust: true);

        Assert.False(_keys.Verify(old.Id, Data, signature));
        Assert.DoesNotContain(_keys.List(), key => key.Id == old.Id);
    }

    [Fact]
    public void A_key_that_signs_no_more_can_be_distrusted_later_and_the_one_that_signs_cannot()
    {
        var old = _keys.Create();
        var signature = _keys.Sign(old, Data);
        var made = _keys.Rotate(distrust: false);

        Assert.Equal(ForgeError.Usage, Assert.Throws<ForgeException>(() => _keys.Distrust(made.Short)).Error);
        Assert.Equal(ForgeError.NotFound, Assert.Throws<ForgeException>(() => _keys.Distrust("zz")).Error);
        Assert.Equal(ForgeError.NotFound, Assert.Throws<ForgeException>(() => _keys.Distrust("")).Error);
        _keys.Distrust(old.Short);

        Assert.False(_keys.Verify(old.Id, Data, signature));
        Assert.Equal(made, Assert.Single(_keys.List()));
    }

    [Fact]
    public void A_rotation_removes_every_private_key_but_its_own_whatever_was_left_by_one_cut_short()
    {
        var first = _keys.Create();
        var privateKey = Path.ChangeExtension(first.PublicKeyPath, ".key");
        var kept = File.ReadAllText(privateKey);
        _keys.Rotate(distrust: false);
        File.WriteAllText(privateKey, kept);

        var made = _keys.Rotate(distrust: false);

        Assert.Equal(
            [Path.ChangeExtension(made.PublicKeyPath, ".key")],
            Directory.GetFiles(Path.GetDirectoryName(made.PublicKeyPath)!, "*.key"));
    }

    [Fact]
    public void Nothing_can_be_rotated_before_there_is_a_key() =>
        Assert.Equal(
            ForgeError.NotFound, Assert.Throws<ForgeException>(() => _keys.Rotate(distrust: false)).Error);

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    public void A_key_id_from_outside_names_no_other_file(string id)
    {
        var key = _keys.Create();

        Assert.False(_keys.Verify(id, Data, _keys.Sign(key, Data)));
    }

    [Fact]
    public void A_public_key_under_the_name_of_another_is_not_taken()
    {
        var old = _keys.Create();
        var made = _keys.Rotate(distrust: false);
        File.Copy(made.PublicKeyPath, old.PublicKeyPath, overwrite: true);

        Assert.False(_keys.Verify(old.Id, Data, _keys.Sign(made, Data)));
    }

    [Fact]
    public void Processes_that_need_the_first_key_at_once_get_the_same()
    {
        var ids = new string[8];
        Parallel.For(0, ids.Length, place => ids[place] = new SigningKeys(_state.State).CurrentOrNew().Id);

        Assert.Single(ids.Distinct());
        Assert.Single(_keys.List());
    }
}
