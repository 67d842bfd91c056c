// Grafana's own types of a dashboard, for dashboards as JSON has them: an enumeration accepts its values.
import type { Dashboard } from "@grafana/schema";
import type * as BarChart from "@grafana/schema/dist/esm/raw/composable/barchart/panelcfg/x/BarChartPanelCfg_types.gen";
import type * as Heatmap from "@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen";
import type * as TimeSeries from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";

type Json<T> = T extends string ? `${T}`
  : T extends number | boolean | null | undefined ? T
  : T extends (infer E)[] ? Json<E>[]
  : T extends object ? { [K in keyof T]: Json<T[K]> }
  : T;

export type Whole = Json<Required<Pick<Dashboard, "title" | "schemaVersion" | "panels" | "templating" | "time">> & Dashboard>;

/** What the field `options` of a panel holds, by the panel's type. */
export type Options = Json<{ barchart: BarChart.Options; heatmap: Heatmap.Options; timeseries: TimeSeries.Options }>;

/** What the field `fieldConfig.defaults.custom` of a panel holds, by the panel's type. */
export type Custom = Json<{ barchart: BarChart.FieldConfig; heatmap: Heatmap.FieldConfig; timeseries: TimeSeries.FieldConfig }>;
