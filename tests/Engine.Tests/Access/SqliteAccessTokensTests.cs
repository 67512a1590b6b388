namespace ImageForge.Engine.Tests.Access;

public sealed class SqliteAccessTokensTests() : AccessTokensContract(null);
