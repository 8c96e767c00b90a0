export { type InputColumn, inputColumns, type NamedInput } from "./columns.ts";
export { type DefinitionQuestion, type DefinitionSql, definitionSql } from "./definition.ts";
export type { From } from "./layers.ts";
export { scoreSql } from "./score.ts";
