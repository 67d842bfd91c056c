@{
    RootModule             = 'IoTLoad.PowerShell.dll'
    NestedModules          = @('IoTLoad.Loader.dll')
    # Before the types, which name methods of this assembly.
    RequiredAssemblies     = @('IoTLoad.PowerShell.dll')
    ModuleVersion          = '0.1.0'
    GUID                   = '5d0c7f0e-6a43-4c0f-9c0c-3a7b5f6b7f21'
    Author                 = 'IoTLoad contributors'
    CompanyName            = 'IoTLoad contributors'
    Copyright              = '(c) IoTLoad contributors. MIT licence.'
    Description            = 'Load testing of AWS IoT Core and MQTT platforms from PowerShell.'
    PowerShellVersion      = '7.6'
    CompatiblePSEditions   = @('Core')
    FormatsToProcess       = @('IoTLoad.format.ps1xml')
    TypesToProcess         = @('IoTLoad.types.ps1xml')
    FunctionsToExport      = @()
    CmdletsToExport        = @(
        'Start-IoTLoadTest'
        'Get-IoTLoadTest'
        'Wait-IoTLoadTest'
        'Watch-IoTLoadTest'
        'Stop-IoTLoadTest'
        'Remove-IoTLoadTest'
        'New-IoTLoadPlan'
        'Import-IoTLoadPlan'
        'Export-IoTLoadPlan'
        'Test-IoTLoadPlan'
        'Set-IoTLoadBaseline'
        'Get-IoTLoadBaseline'
        'Remove-IoTLoadBaseline'
        'Compare-IoTLoadTest'
        'Find-IoTLoadLimit'
        'Measure-IoTLoadCost'
        'Get-IoTLoadMetrics'
        'Export-IoTLoadDashboard'
        'Export-IoTLoadReport'
        'Send-IoTLoadMetrics'
        'Test-IoTLoadInfluxDB'
        'Set-IoTLoadInfluxDBProfile'
        'Get-IoTLoadInfluxDBProfile'
        'Remove-IoTLoadInfluxDBProfile'
        'New-IoTLoadDevice'
        'Register-IoTLoadDevice'
        'Get-IoTLoadDevice'
        'Remove-IoTLoadDevice'
        'Get-IoTLoadEndpoint'
        'Publish-IoTLoadFunction'
        'Get-IoTLoadFunction'
        'Invoke-IoTLoadFunction'
        'Remove-IoTLoadFunction'
        'Start-IoTLoadSandbox'
        'Get-IoTLoadSandbox'
        'Set-IoTLoadSandbox'
        'Stop-IoTLoadSandbox'
    )
    VariablesToExport      = @()
    AliasesToExport        = @()
    PrivateData            = @{
        PSData = @{
            Tags       = @('MQTT', 'IoT', 'LoadTest', 'AWS', 'PerformanceTesting', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
            ReleaseNotes = 'See CHANGELOG.md, which is part of the module.'
        }
    }
}
