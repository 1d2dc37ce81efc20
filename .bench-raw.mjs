import {readFileSync} from "node:fs";
import * as m from "./dist/bindings/index.js";
import {scratch} from "./dist/bindings/core/scratch.js";
import {putKind} from "./dist/bindings/core/op.js";
import {boxPlan} from "./dist/bindings/ops/grey-plans.js";
import {runBlocks,pass,least,spare} from "./dist/bindings/ops/blocks.js";
const k = m.instantiateKernels(readFileSync("bindings/wasm/simd.wasm"));
const N=512;
const a=new Uint8Array(N*N); let q=1; for(let i=0;i<a.length;i++){q=(Math.imul(q,1664525)+1013904223)>>>0; a[i]=(q>>>24);}
scratch(k,(s)=>{
 const r=putKind(s,"x","image",{data:a,shape:[N,N]});
 const dst=s.alloc(N*N);
 const T=(name,plan)=>{let b=1e9; for(let i=0;i<800;i++){const t0=performance.now(); runBlocks(s,"x",dst,plan.blocks,{...plan,flip:false,border:"reflect",value:0}); b=Math.min(b,performance.now()-t0);} console.log(name,(b*1e6/N/N).toFixed(3));};
 const P=boxPlan(r,{x:10,y:10,z:0}); console.log(P.blocks.bx,P.blocks.by,P.blocks.pitch,JSON.stringify(P.passes));
 const out=pass(P.blocks,[least(spare(0),[0])]);
 const e=pass(P.blocks,[]);
 T("nothing",{...P,passes:[e]});
 T("stage+out",{...P,passes:[out]});
 T("+x1",{...P,passes:[pass(P.blocks,[least(0,[0,1,2,3,4])]),out]});
 T("+x1 1",{...P,passes:[pass(P.blocks,[least(0,[0])]),out]});
 T("+x1 2",{...P,passes:[pass(P.blocks,[least(0,[0,1])]),out]});
 T("+x1 2 aligned",{...P,passes:[pass(P.blocks,[least(0,[0,16])]),out]});
 T("+x1 2 to other",{...P,passes:[pass(P.blocks,[least(-2,[0,1])]),out]});
 T("+x",{...P,passes:[P.passes[0],out]});
 T("+x+y",{...P,passes:[P.passes[0],P.passes[1],out]});
 T("all",P);
});
scratch(k,(s)=>{
 const r=putKind(s,"x","image",{data:a,shape:[N,N]});
 const dst=s.alloc(N*N);
 for (const x of [0,1,5,10,20]) {
 const P=boxPlan(r,{x,y:0,z:0});
 let b=1e9; for(let i=0;i<800;i++){const t0=performance.now(); runBlocks(s,"x",dst,P.blocks,{...P,passes:[pass(P.blocks,[])],flip:false,border:"reflect",value:0}); b=Math.min(b,performance.now()-t0);} console.log(x,(b*1e6/N).toFixed(1),"ns per row");
 }
});
