/** The little of node-postgres that is used here: the package brings no types. */
declare module "pg" {
  interface QueryResult {
    rows: Record<string, unknown>[];
    rowCount: number | null;
  }
  class Pool {
    constructor(options: { connectionString: string; max?: number; connectionTimeoutMillis?: number });
    query(text: string, values?: readonly unknown[]): Promise<QueryResult>;
    on(event: "error", listener: (error: Error) => void): this;
    end(): Promise<void>;
    readonly ended: boolean;
  }
  const pg: { Pool: typeof Pool };
  export default pg;
}
