using IoTLoad.Engine;
using IoTLoad.Peers;
using IoTLoad.Storage.InfluxDb;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Storage.Tests.InfluxDb;

/// <summary>Whether a database can be used, and the reason when it cannot.</summary>
public sealed class ConnectionTests(InfluxdFixture influxd)
{
    [Fact]
    public async Task A_database_that_works_is_found_to_work()
    {
        var (_, connection) = await influxd.ConnectAsync();

        var check = await InfluxDbCheck.RunAsync(connection, TestContext.Current.CancellationToken);

        Assert.Equal((true, true), (check.CanWrite, check.CanRead));
        Assert.Equal(InfluxDbKind.V1, check.Server!.Kind);
        Assert.StartsWith("1.", check.Server.Version, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_named()
    {
        var (_, connection) = await influxd.ConnectAsync();

        var check = await InfluxDbCheck.RunAsync(connection with { Database = "no such database" }, TestContext.Current.CancellationToken);

        Assert.Equal(("InfluxDbBucketNotFound", "InfluxDbBucketNotFound"), (check.WriteError!.ErrorId, check.ReadError!.ErrorId));
        Assert.Contains("no such database", check.WriteError.Message, StringComparison.Ordinal);
        using var reader = new InfluxDbReader(connection with { Database = "no such database" });
        var query = new InfluxDbQuery { TestId = "a" };
        Assert.Equal("InfluxDbBucketNotFound",
            Assert.Throws<LoadException>(() => reader.Read(query, TestContext.Current.CancellationToken).Count()).ErrorId);
    }

    [Fact]
    public async Task A_wrong_password_and_a_missing_one_are_told_apart_from_a_right_one()
    {
        await using var server = await Influxd.StartAsync(new InfluxdOptions { Username = "admin", Password = "right one" });
        var connection = InfluxdFixture.To(server.Url, await server.CreateDatabaseAsync()) with { Username = "admin" };

        var right = await InfluxDbCheck.RunAsync(connection with { Password = "right one" }, TestContext.Current.CancellationToken);
        var wrong = await InfluxDbCheck.RunAsync(connection with { Password = "wrong one" }, TestContext.Current.CancellationToken);
        var missing = await InfluxDbCheck.RunAsync(connection with { Username = null }, TestContext.Current.CancellationToken);

        Assert.Equal((true, true), (right.CanWrite, right.CanRead));
        Assert.All([wrong.WriteError, wrong.ReadError, missing.WriteError, missing.ReadError],
            error => Assert.Equal("InfluxDbUnauthorized", error!.ErrorId));
        Assert.Contains("user 'admin'", wrong.WriteError!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong one", wrong.WriteError.ToString(), StringComparison.Ordinal);
        Assert.Contains("-InfluxCredential", missing.WriteError!.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_does_not_delay_the_end_of_a_test_and_loses_nothing()
    {
        await using var server = await Influxd.StartAsync(new InfluxdOptions { Username = "admin", Password = "right" });
        using var store = new TemporaryStore();
        using var folder = new PrivateFolder();
        var connection = InfluxdFixture.To(server.Url, await server.CreateDatabaseAsync()) with { Username = "admin", Password = "wrong" };
        StoredRun run;
        LoadException error;
        await using (var sink = new InfluxDbSink(connection, SampleRun.Plan, new InfluxDbSinkOptions { Folder = folder.FullPath }))
        {
            run = await SampleRun.RecordAsync(store, "a", 3, 1, sink);
            var begin = Environment.TickCount64;
            error = await Assert.ThrowsAsync<LoadException>(() => sink.CompleteAsync(TemporaryStore.Result("a"), CancellationToken.None)
                .AsTask());
            Assert.True(Environment.TickCount64 - begin < 15_000);
        }

        Assert.Equal(("InfluxDbIncomplete", LoadErrorKind.AuthenticationFailed), (error.ErrorId, error.Kind));
        Assert.Equal("InfluxDbUnauthorized", Assert.IsType<LoadException>(error.InnerException).ErrorId);
        connection = connection with { Password = "right" };
        await InfluxDbReplay.SendSpoolAsync(connection, run with { Folder = folder.FullPath },
            cancellation: TestContext.Current.CancellationToken);
        using var reader = new InfluxDbReader(connection);
        Assert.Equal(RunMetrics.Read(run).Count(), reader.Read(new InfluxDbQuery { TestId = "a" }, TestContext.Current.CancellationToken)
            .Count());
    }

    [Fact]
    public async Task A_private_authority_is_trusted_when_it_is_given()
    {
        await using var server = await Influxd.StartAsync(new InfluxdOptions { ServerCertificate = certificates => certificates.Server });
        var connection = InfluxdFixture.To(server.Url, await server.CreateDatabaseAsync());

        var trusted = await InfluxDbCheck.RunAsync(
            connection with
            {
                CaFile = server.Certificates.CaFile,
                CertificateFile = server.Certificates.Client.Certificate,
                KeyFile = server.Certificates.Client.Key
            },
            TestContext.Current.CancellationToken);
        var untrusted = await InfluxDbCheck.RunAsync(connection with { CaFile = server.Certificates.OtherCaFile },
            TestContext.Current.CancellationToken);
        var unchecked_ = await InfluxDbCheck.RunAsync(connection with { SkipCertificateCheck = true },
            TestContext.Current.CancellationToken);
        var plain = await InfluxDbCheck.RunAsync(connection with { Url = new Uri($"http://127.0.0.1:{server.Port}") },
            TestContext.Current.CancellationToken);

        Assert.Equal((true, true), (trusted.CanWrite, trusted.CanRead));
        Assert.Equal((true, true), (unchecked_.CanWrite, unchecked_.CanRead));
        Assert.Equal("TlsUntrustedCertificate", untrusted.WriteError!.ErrorId);
        Assert.Contains(plain.WriteError!.ErrorId, (string[])["InfluxDbNotRecognised", "InfluxDbConnectionLost"]);
    }

    [Fact]
    public async Task What_cannot_be_reached_or_does_not_answer_is_said()
    {
        var closed = InfluxdFixture.To(new Uri($"http://127.0.0.1:{LoopbackPort.Closed()}"), "d");
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var stalled = InfluxdFixture.To(new Uri($"http://{silent.LocalEndpoint}"), "d") with { Timeout = TimeSpan.FromMilliseconds(200) };
        using var other = new StubServer(_ => new StubAnswer(200, "<html>It works!</html>"));
        using var gateway = new StubServer(_ => new StubAnswer(502, "<html>Bad gateway</html>"));

        Assert.Equal("InfluxDbUnreachable",
            (await InfluxDbCheck.RunAsync(closed, TestContext.Current.CancellationToken)).WriteError!.ErrorId);
        Assert.Equal("InfluxDbTimeout", (await InfluxDbCheck.RunAsync(stalled, TestContext.Current.CancellationToken)).WriteError!.ErrorId);
        Assert.Equal("InfluxDbNotRecognised",
            (await InfluxDbCheck.RunAsync(InfluxdFixture.To(other.Url, "d"), TestContext.Current.CancellationToken)).WriteError!.ErrorId);
        Assert.Equal("InfluxDbServerFailed", (await InfluxDbCheck.RunAsync(InfluxdFixture.To(gateway.Url, "d"),
            TestContext.Current.CancellationToken)).WriteError!.ErrorId);
    }
}
