using Amazon;
using Amazon.Runtime.CredentialManagement;

namespace IoTLoad.Aws.Credentials;

/// <summary>Names that a user chooses from, without asking AWS.</summary>
public static class AwsNames
{
    /// <summary>Regions that AWSSDK knows.</summary>
    public static IEnumerable<(string Name, string DisplayName)> Regions =>
        RegionEndpoint.EnumerableAllRegions.Select(region => (region.SystemName, region.DisplayName)).OrderBy(region => region.SystemName,
            StringComparer.Ordinal);

    /// <summary>Profiles of the AWS configuration.</summary>
    /// <param name="location">The file that holds them; null for the usual ones.</param>
    public static IEnumerable<string> Profiles(string? location) =>
        new CredentialProfileStoreChain(location).ListProfiles().Select(profile => profile.Name).Distinct();
}
