using System.Text.Json.Serialization;
using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>A certificate.</summary>
public class CertificateDescription
{
    public string? CertificateArn { get; set; }
    public CertificateStatus? Status { get; set; }
}

/// <summary>A key pair in PEM.</summary>
public class KeyPair
{
    [JsonPropertyName("PrivateKey")] public string? PrivateKey { get; set; }
}

/// <summary>Makes a 2048-bit RSA key pair and a certificate.</summary>
public class CreateKeysAndCertificateRequest : AmazonWebServiceRequest
{
    public bool? SetAsActive { get; set; }
}

public class CreateKeysAndCertificateResponse : AmazonWebServiceResponse
{
    public string? CertificateArn { get; set; }
    public string? CertificateId { get; set; }
    public string? CertificatePem { get; set; }
    public KeyPair? KeyPair { get; set; }
}

/// <summary>Deletes a certificate that is inactive and has neither things nor policies.</summary>
public class DeleteCertificateRequest : AmazonWebServiceRequest
{
    public string? CertificateId { get; set; }
}

/// <summary>Reads a certificate.</summary>
public class DescribeCertificateRequest : AmazonWebServiceRequest
{
    public string? CertificateId { get; set; }
}

public class DescribeCertificateResponse : AmazonWebServiceResponse
{
    public CertificateDescription? CertificateDescription { get; set; }
}

/// <summary>Changes a certificate's status.</summary>
public class UpdateCertificateRequest : AmazonWebServiceRequest
{
    public string? CertificateId { get; set; }
    public CertificateStatus? NewStatus { get; set; }
}

/// <summary>The certificate of an authority.</summary>
public class CACertificateDescription
{
    public string? CertificateArn { get; set; }
    public CertificateStatus? Status { get; set; }
    public string? AutoRegistrationStatus { get; set; }
}

/// <summary>How an authority's devices are provisioned.</summary>
public class RegistrationConfig
{
    public string? TemplateName { get; set; }
}

/// <summary>Reads the certificate of an authority that was registered.</summary>
public class DescribeCACertificateRequest : AmazonWebServiceRequest
{
    [JsonPropertyName("caCertificateId")] public string? CertificateId { get; set; }
}

public class DescribeCACertificateResponse : AmazonWebServiceResponse
{
    public CACertificateDescription? CertificateDescription { get; set; }
    public RegistrationConfig? RegistrationConfig { get; set; }
}

/// <summary>Reads a template of fleet provisioning.</summary>
public class DescribeProvisioningTemplateRequest : AmazonWebServiceRequest
{
    public string? TemplateName { get; set; }
}

public class DescribeProvisioningTemplateResponse : AmazonWebServiceResponse
{
    public string? TemplateArn { get; set; }
    public bool? Enabled { get; set; }
}

/// <summary>A provisioning template in a list.</summary>
public class ProvisioningTemplateSummary
{
    public string? TemplateName { get; set; }
    public string? Type { get; set; }
}

/// <summary>Lists the account's provisioning templates.</summary>
public class ListProvisioningTemplatesRequest : AmazonWebServiceRequest
{
    public string? NextToken { get; set; }
}

public class ListProvisioningTemplatesResponse : AmazonWebServiceResponse
{
    public List<ProvisioningTemplateSummary>? Templates { get; set; }
    public string? NextToken { get; set; }
}
