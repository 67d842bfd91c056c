using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of ListCertificates. Lists certificates, a page at a time.</summary>
public class ListCertificatesRequest : AmazonIoTRequest
{
    internal static readonly Structure<ListCertificatesRequest> Shape = new()
    {
        { "pageSize", Shapes.Integer, r => r.PageSize, (r, v) => r.PageSize = v, Place.Query },
        { "marker", Shapes.Text, r => r.Marker, (r, v) => r.Marker = v, Place.Query },
        { "isAscendingOrder", Shapes.Flag, r => r.AscendingOrder, (r, v) => r.AscendingOrder = v, Place.Query },
    };

    internal static readonly Operation<ListCertificatesRequest, ListCertificatesResponse> Operation = new(
        IoTService.Instance, "ListCertificates", "GET", "/certificates", Shape, ListCertificatesResponse.Shape);

    /// <summary>Most entries of a page.</summary>
    public int? PageSize { get; set; }

    /// <summary>Where this page begins; not set for the first.</summary>
    public string? Marker { get; set; }

    /// <summary>Whether the oldest come first.</summary>
    public bool? AscendingOrder { get; set; }
}

/// <summary>Output of ListCertificates.</summary>
public class ListCertificatesResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListCertificatesResponse> Shape = new()
    {
        { "certificates", Shapes.List(Certificate.Shape), r => r.Certificates, (r, v) => r.Certificates = v },
        { "nextMarker", Shapes.Text, r => r.NextMarker, (r, v) => r.NextMarker = v },
    };

    /// <summary>The certificates of this page.</summary>
    public List<Certificate>? Certificates { get; set; }

    /// <summary>Where the next page begins; not set on the last.</summary>
    public string? NextMarker { get; set; }
}
