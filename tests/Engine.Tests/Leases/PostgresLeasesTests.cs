using ImageForge.Engine.Tests.Journal;
using ImageForge.Engine.Tests.Store;

namespace ImageForge.Engine.Tests.Leases;

public sealed class PostgresLeasesTests(PostgresFixture postgres) : StoredLeaseContract(new JournalFixture(postgres));
