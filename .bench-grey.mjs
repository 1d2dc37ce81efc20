import {readFileSync} from "node:fs";
import * as m from "./dist/bindings/index.js";
import * as dt from "./dist/bindings/core/op.js";
import {scratch} from "./dist/bindings/core/scratch.js";
import {putKind} from "./dist/bindings/core/op.js";
import {resolveOptions} from "./dist/bindings/core/options.js";
const k = m.instantiateKernels(readFileSync("bindings/wasm/simd.wasm"));
const N=+(process.argv[3]??1024);
const mk=(T,scale)=>{const a=new T(N*N); let s=1; for(let i=0;i<a.length;i++){s=(Math.imul(s,1664525)+1013904223)>>>0; a[i]=(s>>>24)*scale;} return {data:a,shape:[N,N]};};
const ims={u8:mk(Uint8Array,1),u16:mk(Uint16Array,200),f32:mk(Float32Array,200.5)};
const cases=JSON.parse(process.argv[2]);
scratch(k,(s)=>{
 for(const [op,t,o] of cases){
  const O=m.findOp(op); const r=putKind(s,op,"image",ims[t]);
  const opt=resolveOptions(op,O.parameters,o,2);
  let b=1e9; for(let i=0;i<(+(process.argv[4]??60));i++){const t0=performance.now(); s.nested(()=>O.step(s,r,opt,{})); b=Math.min(b,performance.now()-t0);}
  console.log(op,t,JSON.stringify(o),(b*1e6/N/N).toFixed(3),"ns/px");
 }
});
