using ImageForge.Engine.Tests.Journal;

namespace ImageForge.Engine.Tests.Leases;

public sealed class SqliteLeasesTests() : StoredLeaseContract(new JournalFixture());
