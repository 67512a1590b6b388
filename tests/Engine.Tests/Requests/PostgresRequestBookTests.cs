using ImageForge.Engine.Tests.Store;

namespace ImageForge.Engine.Tests.Requests;

public sealed class PostgresRequestBookTests(PostgresFixture postgres) : RequestBookContract(postgres);
