using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Connecting.Sockets;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Connecting.Tls;

/// <summary>The client's side of TLS handshakes, with what all devices share.</summary>
internal sealed class TlsHandshake
{
    private readonly TlsPlan _plan;
    private readonly TlsMaterial _material;
    private readonly List<SslApplicationProtocol>? _alpn;

    /// <summary>Prepares handshakes.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="material">Its certificates and keys.</param>
    /// <param name="alpn">Application protocols to offer; none offers nothing.</param>
    public TlsHandshake(TlsPlan plan, TlsMaterial material, IReadOnlyList<string> alpn)
    {
        _plan = plan;
        _material = material;
        _alpn = alpn.Count == 0 ? null : [.. alpn.Select(name => new SslApplicationProtocol(name))];
    }

    /// <summary>Encrypts a connection.</summary>
    /// <param name="transport">The connection; disposed with the returned stream.</param>
    /// <param name="node">The node it goes to.</param>
    /// <param name="index">The connection's number, which decides the certificate that it shows.</param>
    /// <param name="text">The endpoint in messages.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ConnectFaultException">The handshake failed.</exception>
    public async ValueTask<SslStream> AuthenticateAsync(
        Stream transport, ConnectorNode node, int index, string text, CancellationToken cancellation)
    {
        var name = _plan.ServerName ?? node.Endpoint.Host;
        var check = new ServerCertificateCheck(text, name, _plan.SkipCertificateCheck, _plan.CaFile);
        var tls = new SslStream(transport, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(Options(name, index, check), cancellation);
            node.SpeaksTls = true;
            return tls;
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            await tls.DisposeAsync();
            throw new ConnectFaultException(Explain(exception, check, node, text), exception);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    private SslClientAuthenticationOptions Options(string name, int index, ServerCertificateCheck check) => new()
    {
        TargetHost = name,
        ApplicationProtocols = _alpn,
        ClientCertificateContext = _material.ClientOf(index),
        AllowTlsResume = _plan.AllowResume,
        CertificateChainPolicy = ChainPolicy(),
        RemoteCertificateValidationCallback = check.Validate,
    };

    /// <summary>Nothing in it goes to the network: a handshake must not wait for somebody's revocation or issuer server.</summary>
    private X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        if (_material.Authorities is { } authorities)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return policy;
    }

    private static ConnectFault Explain(Exception exception, ServerCertificateCheck check, ConnectorNode node, string text)
    {
        if (check.Refusal is { } refusal)
        {
            return refusal;
        }

        var chain = FaultClassification.Chain(exception).ToList();
        if (TlsAlert.Find(chain) is { } alert)
        {
            return TlsFaults.FromAlert(alert, text, check.WasAsked);
        }

        if (exception is IOException && (check.WasAsked || node.SpeaksTls))
        {
            return FaultClassification.ClosedOrReset(exception, text, "in the TLS handshake");
        }

        // Bytes that are no TLS record, or an end of the connection in place of the server's first one.
        return check.WasAsked ? TlsFaults.HandshakeFailed(text, chain[^1].Message) : TlsFaults.NotSpoken(text);
    }
}

/// <summary>The application protocols that a TLS handshake offers.</summary>
internal static class AlpnNames
{
    /// <summary>
    /// The plan's; where it names none, those that the protocol needs: HTTP chooses its version by them, and AWS IoT Core knows
    /// by <c>mqtt</c> that a custom authorizer is to decide.
    /// </summary>
    public static IReadOnlyList<string> Of(LoadPlan plan) => plan switch
    {
        { Tls.AlpnProtocols.Count: > 0 } => plan.Tls.AlpnProtocols,
        { Protocol: LoadProtocol.Http } => ["h2", "http/1.1"],
        { Protocol: LoadProtocol.Mqtt, Authorizer: not null } => ["mqtt"],
        _ => [],
    };
}
