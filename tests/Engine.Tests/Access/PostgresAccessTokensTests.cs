using ImageForge.Engine.Tests.Store;

namespace ImageForge.Engine.Tests.Access;

public sealed class PostgresAccessTokensTests(PostgresFixture postgres) : AccessTokensContract(postgres);
